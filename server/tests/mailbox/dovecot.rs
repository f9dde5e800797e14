//! A Dovecot of our own with one mailbox, a Maildir: a mail arrives as a file.

use crate::story::until;
use server::{mail::settings::Safety, mailbox::settings::Settings};
use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub struct Dovecot {
    folder: TempDir,
    /// Plain and STARTTLS, and TLS.
    ports: (u16, u16),
    capabilities: Vec<String>,
    child: Option<Child>,
    delivered: std::cell::Cell<u32>,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port()
}

impl Dovecot {
    /// With capabilities it says that it can do these and nothing else.
    pub async fn start(capabilities: &[&str]) -> Dovecot {
        let folder = tempfile::tempdir().expect("a folder");
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(folder.path().join("certificate.pem"), made.cert.pem()).expect("a certificate");
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).expect("a key");
        let mut dovecot = Dovecot {
            folder,
            ports: (free_port(), free_port()),
            capabilities: capabilities.iter().map(|&word| word.to_owned()).collect(),
            child: None,
            delivered: std::cell::Cell::new(0),
        };
        dovecot.go_on().await;
        dovecot
    }

    /// Starts again where it was.
    pub async fn go_on(&mut self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/dovecot");
        let child = Command::new(script)
            .arg(self.folder.path())
            .args([self.ports.0.to_string(), self.ports.1.to_string()])
            .args([self.authority(), self.folder.path().join("key.pem")])
            .args(&self.capabilities)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("Dovecot starts");
        self.child = Some(child);
        let ports = self.ports;
        until("Dovecot listens", async || {
            [ports.0, ports.1].into_iter().all(|port| TcpStream::connect(("127.0.0.1", port)).is_ok())
        })
        .await;
    }

    /// Ends it, with everybody who is connected.
    pub async fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            child.wait().expect("it ends");
            let port = self.ports.0;
            until("nobody listens", async || TcpStream::connect(("127.0.0.1", port)).is_err()).await;
        }
    }

    /// Ends it and gives every mail another number when it goes on.
    pub async fn forget_numbers(&mut self) {
        self.stop().await;
        for file in std::fs::read_dir(self.mail()).expect("the mailbox") {
            let file = file.expect("a file");
            if file.file_name().to_string_lossy().starts_with("dovecot") {
                std::fs::remove_file(file.path()).expect("removed");
            }
        }
    }

    fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// A mail arrives.
    pub fn gets(&self, mail: &[u8]) {
        self.delivered.set(self.delivered.get() + 1);
        let name = format!("{:08}.story", self.delivered.get());
        let written = self.mail().join("tmp").join(&name);
        std::fs::write(&written, mail).expect("written");
        std::fs::rename(written, self.mail().join("new").join(name)).expect("delivered");
    }

    /// Its address in that manner, without the password.
    pub fn address(&self, safety: Safety) -> String {
        match safety {
            Safety::Plain => format!("imap://office@localhost:{}", self.ports.0),
            Safety::StartTls => format!("imap+starttls://office@localhost:{}", self.ports.0),
            Safety::Tls => format!("imaps://office@localhost:{}", self.ports.1),
        }
    }

    pub fn settings(&self, safety: Safety) -> Settings {
        let server = self.address(safety).parse().expect("an address");
        Settings { server, password: "hush".to_owned().into(), authority: Some(self.authority()) }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}
