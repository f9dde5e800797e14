//! Reads the settings, brings the database up to date, serves.
#![recursion_limit = "512"]

use clap::Parser;
use server::{
    config::{Cli, Command},
    run,
};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Rendering and asking the database are made of small allocations: twice as many pages a second as with the C library's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or("error: see --help");
            let missing = text.lines().skip(1).map(str::trim).take_while(|line| line.starts_with("--"));
            eprintln!("{} (see --help)", std::iter::once(line).chain(missing).collect::<Vec<_>>().join(" "));
            return ExitCode::from(2);
        }
        Err(help) => {
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    if let Command::Serve(serve) = &cli.command
        && let Err(line) = serve.check()
    {
        eprintln!("error: {line}");
        return ExitCode::from(2);
    }
    let mut filter = EnvFilter::try_from_env("MADOGUCHI_LOG").unwrap_or_else(|_| "warn,server=info".into());
    // It tells all that it writes and reads: the password, and people's mail.
    if let Ok(silent) = "async_imap=off".parse() {
        filter = filter.add_directive(silent);
    }
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run::command(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
