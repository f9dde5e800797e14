//! Programs of others that read what we write, for the tests: Debian's Python with its packages, which `make` installs.

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Runs a script on this input, which it reads as JSON, and gives what it prints.
pub fn run(script: &str, input: &impl serde::Serialize) -> String {
    let mut child = Command::new("/usr/bin/python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test needs Python: run .ci/install python3-icalendar python3-dkim");
    let text = serde_json::to_string(input).unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}(run .ci/install python3-icalendar python3-dkim if a module is missing)");
    String::from_utf8(output.stdout).unwrap()
}
