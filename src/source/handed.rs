//! Drafts that a thread of their own hands over, through a short queue.
//!
//! For readers that can only be written as a loop, such as those of archives, and for libraries that might break down
//! on a broken file: the thread ends then, and the file's articles with an error.

use super::caught::BROKEN;
use super::{Draft, Drafts};
use crate::{Error, Result};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::thread::JoinHandle;

/// Drafts that may wait in the queue.
const QUEUE: usize = 16;

/// The giving end.
pub(super) struct Out {
    send: Sender<Result<Draft>>,
}

impl Out {
    /// Hands a draft over; false when nobody wants more.
    pub(super) fn hand(&self, draft: Result<Draft>) -> bool {
        self.send.send(draft).is_ok()
    }
}

/// The drafts that `read` hands over in a thread of its own; `name` is what it reads.
pub(super) fn handed(name: &str, read: impl FnOnce(&Out) + Send + 'static) -> Drafts<'static> {
    let (send, receive) = bounded(QUEUE);
    let reader = std::thread::spawn(move || read(&Out { send }));
    Box::new(Handed { receive, reader: Some(reader), name: name.to_owned() })
}

/// The receiving end.
struct Handed {
    receive: Receiver<Result<Draft>>,
    reader: Option<JoinHandle<()>>,
    name: String,
}

impl Iterator for Handed {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Result<Draft>> {
        if let Ok(draft) = self.receive.recv() {
            return Some(draft);
        }
        // A source is not to end without a word because its reader did.
        let broken = self.reader.take()?.join().is_err();
        broken.then(|| {
            Err(Error::Malformed { source_name: self.name.clone(), place: None, reason: BROKEN.to_owned() })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_breaks_down_is_told() {
        let found: Vec<_> = handed("a.zip", |_| panic!("as a library might")).collect();
        assert_eq!(found.len(), 1);
        assert!(found[0].as_ref().is_err_and(|fault| fault.to_string().starts_with("a.zip: broken")));
    }

    #[test]
    fn a_reader_ends_when_nobody_listens() {
        let (told, ended) = bounded(1);
        let drafts = handed("a.zip", move |out| {
            while out.hand(Err(Error::Record("x".to_owned()))) {}
            told.send(()).unwrap();
        });
        drop(drafts);
        ended.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
    }
}
