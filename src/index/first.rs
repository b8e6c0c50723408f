//! Whether anything matches a query.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Says whether anything matches.
pub(crate) struct FirstCollector;

impl Collector for FirstCollector {
    type Fruit = bool;
    type Child = FirstOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<FirstOfSegment> {
        Ok(FirstOfSegment(false))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<bool>) -> tantivy::Result<bool> {
        Ok(segments.contains(&true))
    }
}

/// Whether anything in a segment matches.
pub(crate) struct FirstOfSegment(bool);

impl SegmentCollector for FirstOfSegment {
    type Fruit = bool;

    fn collect(&mut self, _: DocId, _: Score) {
        self.0 = true;
    }

    fn harvest(self) -> bool {
        self.0
    }
}
