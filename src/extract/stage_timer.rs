//! How long each stage of a page took, for those who measure. Off, it costs one test per stage.

use std::time::{Duration, Instant};

/// A stage of the extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Bytes to text.
    Decode,
    /// Text to tree.
    Parse,
    /// Tree or lines to blocks.
    Segment,
    /// Which outlet, which layout.
    Identify,
    /// Title, author, dates and the like.
    Fields,
    /// Claims of the rules, or the judgement of the model.
    Label,
    /// Claims to labels, labels to text and fields.
    Clean,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 7] = [
        Stage::Decode,
        Stage::Parse,
        Stage::Segment,
        Stage::Identify,
        Stage::Fields,
        Stage::Label,
        Stage::Clean,
    ];

    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Decode => "decode",
            Stage::Parse => "parse",
            Stage::Segment => "segment",
            Stage::Identify => "identify",
            Stage::Fields => "fields",
            Stage::Label => "label",
            Stage::Clean => "clean",
        }
    }
}

/// Time spent per stage, in the order of [`Stage::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// One figure per stage; zero for stages a page does not pass.
    pub times: [Duration; Stage::ALL.len()],
}

/// Takes the time from one stage's end to the next one's.
#[derive(Debug, Default)]
pub(super) struct StageTimer {
    last: Option<Instant>,
    times: StageTimes,
}

impl StageTimer {
    /// Begins with a page.
    pub(super) fn start(&mut self) {
        *self = Self { last: Some(Instant::now()), times: StageTimes::default() };
    }

    /// A stage has ended.
    pub(super) fn lap(&mut self, stage: Stage) {
        if let Some(last) = self.last {
            let now = Instant::now();
            self.times.times[stage as usize] += now - last;
            self.last = Some(now);
        }
    }

    /// Ends, and tells the times.
    pub(super) fn stop(&mut self) -> StageTimes {
        self.last = None;
        self.times
    }
}
