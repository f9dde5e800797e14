//! How a story is told in which processes of their own take part.

use std::time::{Duration, Instant};

/// What may take its time on a busy machine, and fails when it never comes.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Another process tells nobody when it has done something: it is asked again so soon.
const AGAIN: Duration = Duration::from_millis(2);

pub fn go(story: impl Future<Output = ()>) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(story);
}

/// Waits until what is asked comes true.
pub async fn until<F: Future<Output = bool>>(what: &str, mut asked: impl FnMut() -> F) {
    let begun = Instant::now();
    while !asked().await {
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(AGAIN).await;
    }
}
