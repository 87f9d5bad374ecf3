//! Threads that pack blocks of an output file beside each other, and give them back in order.

use std::collections::VecDeque;
use std::io;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::batch::run::compression::Compression;

/// A block to be packed, and where the packed one goes.
type Job = (Vec<u8>, Sender<io::Result<Vec<u8>>>);

/// The blocks of one file on their way, and the threads that pack them. These end with it.
#[derive(Debug)]
pub(super) struct Packers {
    compression: Compression,
    threads: usize,
    /// `None` until a block comes, and where there is one thread.
    jobs: Option<Sender<Job>>,
    /// One for each block, in order.
    blocks: VecDeque<Receiver<io::Result<Vec<u8>>>>,
}

impl Packers {
    pub(super) fn new(compression: Compression, threads: usize) -> Self {
        Self { compression, threads, jobs: None, blocks: VecDeque::new() }
    }

    /// Blocks that may be on their way: as many again as are being packed, so that no thread waits for the next.
    pub(super) fn width(&self) -> usize {
        if self.threads > 1 { 2 * self.threads } else { 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Takes a block.
    pub(super) fn pack(&mut self, block: Vec<u8>) {
        let (reply, packed) = bounded(1);
        self.blocks.push_back(packed);
        let left = match self.jobs() {
            Some(jobs) => jobs.send((block, reply)).err().map(|unsent| unsent.0),
            None => Some((block, reply)),
        };
        if let Some((block, reply)) = left {
            // The receiver is in the queue, and has room.
            _ = reply.send(self.compression.pack(&block));
        }
    }

    /// The next packed block: waits for it while more than `most` are on their way, else takes it if it is ready.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub(super) fn next(&mut self, most: usize) -> io::Result<Option<Vec<u8>>> {
        let Some(first) = self.blocks.front() else { return Ok(None) };
        let packed = if self.blocks.len() > most {
            first.recv().map_err(|_| io::Error::other("a thread that packs has ended"))?
        } else {
            match first.try_recv() {
                Ok(packed) => packed,
                Err(_) => return Ok(None),
            }
        };
        self.blocks.pop_front();
        packed.map(Some)
    }

    /// The way to the threads, started when the first block comes.
    fn jobs(&mut self) -> Option<&Sender<Job>> {
        if self.jobs.is_none() && self.threads > 1 {
            let (jobs, waiting) = unbounded::<Job>();
            let started = (0..self.threads).filter(|_| spawn(self.compression, &waiting)).count();
            self.jobs = (started > 0).then_some(jobs);
        }
        self.jobs.as_ref()
    }
}

/// Starts a thread; false when the system has none left.
fn spawn(compression: Compression, waiting: &Receiver<Job>) -> bool {
    let waiting = waiting.clone();
    let pack = move || {
        for (block, reply) in waiting {
            // Whoever waited may have gone.
            _ = reply.send(compression.pack(&block));
        }
    };
    std::thread::Builder::new().name("tamis-pack".to_owned()).spawn(pack).is_ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn blocks_come_back_in_order_on_any_number_of_threads() {
        let blocks: Vec<Vec<u8>> = (0..40u8).map(|n| vec![n; 5_000 * usize::from(n % 7)]).collect();
        let packed = |threads| {
            let mut packers = Packers::new(Compression::Gzip, threads);
            let mut all = Vec::new();
            for block in &blocks {
                packers.pack(block.clone());
                while let Some(packed) = packers.next(packers.width()).expect("packed") {
                    all.extend(packed);
                }
            }
            while let Some(packed) = packers.next(0).expect("packed") {
                all.extend(packed);
            }
            assert!(packers.is_empty());
            all
        };
        let one = packed(1);
        assert!([2, 5].iter().all(|&threads| packed(threads) == one));
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(&one[..]).read_to_end(&mut text).expect("gzip");
        assert_eq!(text, blocks.concat());
    }
}
