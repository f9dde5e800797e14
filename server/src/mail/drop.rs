//! Keeps letters in the data folder instead of sending them, for the demo and for whoever develops. `http::dev_mail`
//! shows them.

use std::{
    io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use tokio::{fs, io::AsyncWriteExt as _};
use uuid::Uuid;

use super::transport::{Acceptance, Failure, Sealed};

#[derive(Clone, Debug)]
pub struct MailDrop {
    folder: PathBuf,
}

impl MailDrop {
    /// # Errors
    /// The folder cannot be made.
    pub fn in_folder(data: &Path) -> anyhow::Result<Self> {
        let folder = data.join("mail");
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Keeps the letter under the id of its row: sent twice, it is there once.
    ///
    /// # Errors
    /// A disk that is full comes right by itself: temporary.
    pub async fn keep(&self, outbox: Uuid, letter: &Sealed) -> Result<Acceptance, Failure> {
        let name = format!("{outbox}.eml");
        let part = self.folder.join(format!("{outbox}.part"));
        let kept: io::Result<()> = async {
            let mut file = fs::File::create(&part).await?;
            file.write_all(&letter.bytes).await?;
            file.sync_all().await?;
            fs::rename(&part, self.folder.join(&name)).await
        }
        .await;
        match kept {
            Ok(()) => Ok(Acceptance { server: "drop".to_owned(), reply: format!("250 kept as {name}") }),
            Err(error) => Err(Failure::Temporary { reply: error.to_string() }),
        }
    }

    /// The letters kept, newest first. The ids rise with time.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn list(&self) -> io::Result<Vec<Uuid>> {
        let mut ids = Vec::new();
        let mut entries = fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            let id: Option<Uuid> =
                name.to_str().and_then(|name| name.strip_suffix(".eml")).and_then(|id| id.parse().ok());
            ids.extend(id);
        }
        ids.sort_unstable_by(|a, b| b.cmp(a));
        Ok(ids)
    }

    /// The message as it would have gone over the wire.
    ///
    /// # Errors
    /// There is none of this id.
    pub async fn read(&self, outbox: Uuid) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(format!("{outbox}.eml"))).await
    }
}
