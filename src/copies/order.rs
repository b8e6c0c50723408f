//! Brings passages into the order of printing: in memory, or where they are many through files.

use super::candidate::{Candidate, Printing};
use crate::error::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Passages that are held in memory; of more, so many at a time are written to a file.
const AT_ONCE: usize = 1 << 18;

/// What can be written to a file and read again.
pub(crate) trait Kept: Serialize + DeserializeOwned {}

impl<T: Serialize + DeserializeOwned> Kept for T {}

/// Passages on their way into order.
pub(crate) struct Order<A, W> {
    folder: PathBuf,
    at_once: usize,
    held: Vec<Candidate<A, W>>,
    /// Files of passages in order, with their number. They have no names, so that a kill leaves none.
    written: Vec<(File, usize)>,
}

impl<A: Kept, W: Kept> Order<A, W> {
    /// Nothing yet; files would go to `folder`.
    pub(crate) fn new(folder: &Path) -> Order<A, W> {
        Order { folder: folder.to_owned(), at_once: AT_ONCE, held: Vec::new(), written: Vec::new() }
    }

    /// # Errors
    ///
    /// Where a file cannot be written.
    pub(crate) fn add(&mut self, candidate: Candidate<A, W>) -> Result<()> {
        if self.held.len() == self.at_once {
            let count = self.held.len();
            let file = self.write().map_err(|cause| fault(&self.folder, cause))?;
            self.written.push((file, count));
        }
        self.held.push(candidate);
        Ok(())
    }

    fn sort(&mut self) {
        self.held.sort_unstable_by_key(|candidate| candidate.passage.order());
    }

    /// Writes what is held, and holds nothing.
    fn write(&mut self) -> io::Result<File> {
        self.sort();
        let mut out = BufWriter::new(tempfile::tempfile_in(&self.folder)?);
        for candidate in self.held.drain(..) {
            let bytes = postcard::to_stdvec(&candidate).map_err(io::Error::other)?;
            let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            out.write_all(&length.to_le_bytes())?;
            out.write_all(&bytes)?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }

    /// All that were added, in the order of printing.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read.
    pub(crate) fn finish(mut self) -> Result<InOrder<A, W>> {
        self.sort();
        let files = self.written.into_iter().map(|(file, left)| Run::Written(BufReader::new(file), left));
        let held = Run::Held(self.held.into_iter());
        let (runs, heads, next) = (files.chain([held]).collect(), Vec::new(), BinaryHeap::new());
        let mut in_order = InOrder { folder: self.folder, runs, heads, next };
        for run in 0..in_order.runs.len() {
            in_order.heads.push(None);
            in_order.advance(run)?;
        }
        Ok(in_order)
    }
}

/// Passages in order.
enum Run<A, W> {
    Held(std::vec::IntoIter<Candidate<A, W>>),
    /// With how many are left.
    Written(BufReader<File>, usize),
}

impl<A: Kept, W: Kept> Run<A, W> {
    fn next(&mut self) -> io::Result<Option<Candidate<A, W>>> {
        match self {
            Run::Held(held) => Ok(held.next()),
            Run::Written(_, 0) => Ok(None),
            Run::Written(file, left) => {
                let mut length = [0; 4];
                file.read_exact(&mut length)?;
                let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
                file.read_exact(&mut bytes)?;
                *left -= 1;
                postcard::from_bytes(&bytes).map(Some).map_err(io::Error::other)
            }
        }
    }
}

/// Passages in the order of printing.
pub(crate) struct InOrder<A, W> {
    folder: PathBuf,
    runs: Vec<Run<A, W>>,
    /// The next of each run.
    heads: Vec<Option<Candidate<A, W>>>,
    /// The runs, by where the next of each stands.
    next: BinaryHeap<Reverse<(Printing, usize)>>,
}

impl<A: Kept, W: Kept> InOrder<A, W> {
    fn advance(&mut self, run: usize) -> Result<()> {
        self.heads[run] = self.runs[run].next().map_err(|cause| fault(&self.folder, cause))?;
        let order = self.heads[run].as_ref().map(|head| head.passage.order());
        self.next.extend(order.map(|order| Reverse((order, run))));
        Ok(())
    }
}

impl<A: Kept, W: Kept> Iterator for InOrder<A, W> {
    type Item = Result<Candidate<A, W>>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((_, run)) = self.next.pop()?;
        let next = self.heads[run].take();
        match self.advance(run) {
            Ok(()) => next.map(Ok),
            Err(error) => Some(Err(error)),
        }
    }
}

/// What goes wrong with a file that has no name, told by the folder it is in.
fn fault(folder: &Path, cause: io::Error) -> Error {
    Error::Read { path: folder.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::super::candidate::Passage;
    use super::*;
    use proptest::prelude::*;

    fn candidate((day, key, place): (Option<i64>, u64, u64)) -> Candidate<u32, String> {
        let passage = Passage { day, key, place, at: place as u32 };
        let (bits, all, wording) = (u128::MAX, key, format!("{place}"));
        Candidate {
            passage,
            is_quote: true,
            speaker: Some(3),
            words: 9,
            bits,
            all,
            rare: Vec::new(),
            wording,
        }
    }

    fn order(folder: &Path, at_once: usize) -> Order<u32, String> {
        Order { at_once, ..Order::new(folder) }
    }

    proptest! {
        #[test]
        fn the_order_is_the_same_through_files(
            given in prop::collection::hash_set((prop::option::of(-9..9_i64), 0..9_u64, 0..9_u64), 0..60),
            at_once in 1..20_usize,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let mut order = order(dir.path(), at_once);
            given.iter().for_each(|given| order.add(candidate(*given)).unwrap());
            let read: Vec<_> = order.finish().unwrap().map(|read| read.unwrap().passage.order()).collect();
            let mut wanted: Vec<_> = given.into_iter().map(|given| candidate(given).passage.order()).collect();
            wanted.sort_unstable();
            prop_assert_eq!(read, wanted);
            prop_assert_eq!(dir.path().read_dir().unwrap().count(), 0);
        }
    }

    #[test]
    fn a_file_that_ends_early_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let mut order = order(dir.path(), 2);
        (0..6).for_each(|place| order.add(candidate((None, 1, place))).unwrap());
        let file = &order.written[0].0;
        file.set_len(file.metadata().unwrap().len() - 1).unwrap();
        assert!(order.finish().unwrap().any(|read| read.is_err()));
    }
}
