//! The weights of the tagger: hashed, so that they hold no words, and small enough to be built in.

use super::chain::LABELS;
use std::borrow::Cow;
use std::ops::Range;

/// Rows of node weights are two to the power of this.
pub(crate) const ROW_BITS: u32 = 19;

/// Rows of the weights of steps are two to the power of this.
pub(crate) const STEP_BITS: u32 = 16;

/// Weights of the words that report speech are two to the power of this.
pub(crate) const CUE_BITS: u32 = 18;

/// Classes of items that transitions are told apart by; see [`super::feature::Frame::edge`].
pub(crate) const EDGES: usize = 24;

/// Bits of the set of hashed words that may report speech are two to the power of this.
const CANDIDATE_BITS: u32 = 16;

/// The first bytes of a model file.
const MAGIC: &[u8] = b"onrecord tagger 4\n";

/// Weights from each label to each.
pub(crate) type Step<T> = [[T; LABELS]; LABELS];

/// What the trainer has learned, before it is rounded to bytes.
#[derive(Clone, Debug)]
pub(crate) struct Learned {
    /// Hashes of the words that may report speech.
    pub(crate) candidates: Vec<u32>,
    /// Weights that tell whether a candidate reports something.
    pub(crate) cues: Vec<f32>,
    /// A weight for each label, for each row.
    pub(crate) nodes: Vec<[f32; LABELS]>,
    /// Weights from a label to the next, for each row.
    pub(crate) steps: Vec<Step<f32>>,
    /// Weights from a label to the next, by class of the item stepped on.
    pub(crate) transitions: Vec<Step<f32>>,
}

/// A trained model, read in place from the bytes of its file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    bytes: Cow<'static, [u8]>,
    /// What one unit of a node's or step's weight is worth.
    pub(crate) unit: f32,
    /// What one unit of a cue's weight is worth.
    pub(crate) cue_unit: f32,
    transitions: Vec<Step<f32>>,
}

/// Where the parts of a model file lie.
const TRANSITIONS: Range<usize> = part(MAGIC.len() + 8, EDGES * LABELS * LABELS * 4);
const CANDIDATES: Range<usize> = part(TRANSITIONS.end, 1 << (CANDIDATE_BITS - 3));
const CUES: Range<usize> = part(CANDIDATES.end, 1 << CUE_BITS);
const STEPS: Range<usize> = part(CUES.end, (LABELS * LABELS) << STEP_BITS);
const NODES: Range<usize> = part(STEPS.end, LABELS << ROW_BITS);

const fn part(start: usize, len: usize) -> Range<usize> {
    start..start + len
}

/// The built-in model; `MODEL.md` beside it says how it was made.
static DEFAULT: &[u8] = include_bytes!("default.model");

impl Model {
    /// The built-in model.
    pub(crate) fn built_in() -> Option<Model> {
        // Copied, for memory comes in larger pages than the program's file, and the weights are looked up all over it.
        Model::new(Cow::Owned(DEFAULT.to_vec()))
    }

    /// Reads a model file; nothing where it is none.
    pub(crate) fn new(bytes: Cow<'static, [u8]>) -> Option<Model> {
        if bytes.len() != NODES.end || !bytes.starts_with(MAGIC) {
            return None;
        }
        let float =
            |at: usize| bytes[at..].first_chunk().map(|b| f32::from_le_bytes(*b)).filter(|f| f.is_finite());
        let (unit, cue_unit) = (float(MAGIC.len())?, float(MAGIC.len() + 4)?);
        let mut transitions = vec![[[0.0; LABELS]; LABELS]; EDGES];
        for (i, weight) in transitions.as_flattened_mut().as_flattened_mut().iter_mut().enumerate() {
            *weight = float(TRANSITIONS.start + 4 * i)?;
        }
        Some(Model { bytes, unit, cue_unit, transitions })
    }

    /// Whether a word of this hash may report speech.
    pub(crate) fn is_candidate(&self, word: u32) -> bool {
        let bit = (word >> (32 - CANDIDATE_BITS)) as usize;
        self.bytes[CANDIDATES.start + bit / 8] >> (bit % 8) & 1 == 1
    }

    /// The weight of a row of facts about a candidate.
    pub(crate) fn cue(&self, row: u32) -> i32 {
        i32::from(self.bytes[CUES.start + row as usize] as i8)
    }

    /// The weights of rows, one for each label.
    pub(crate) fn nodes(&self) -> &[[u8; LABELS]] {
        self.bytes[NODES].as_chunks().0
    }

    /// The weights of rows of steps, from each label to each.
    pub(crate) fn steps(&self) -> &[[u8; LABELS * LABELS]] {
        self.bytes[STEPS].as_chunks().0
    }

    /// The weights of the step onto an item of a class.
    pub(crate) fn transition(&self, edge: u8) -> &Step<f32> {
        &self.transitions[usize::from(edge)]
    }
}

impl Learned {
    /// Nothing learned.
    pub(crate) fn blank() -> Learned {
        Learned {
            candidates: Vec::new(),
            cues: vec![0.0; 1 << CUE_BITS],
            nodes: vec![[0.0; LABELS]; 1 << ROW_BITS],
            steps: vec![[[0.0; LABELS]; LABELS]; 1 << STEP_BITS],
            transitions: vec![[[0.0; LABELS]; LABELS]; EDGES],
        }
    }

    /// The bytes of the model file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let (nodes, steps) = (self.nodes.as_flattened(), self.steps.as_flattened().as_flattened());
        let (unit, cue_unit) = (unit(nodes.iter().chain(steps)), unit(self.cues.iter()));
        let mut candidates = vec![0u8; CANDIDATES.len()];
        for word in &self.candidates {
            let bit = (word >> (32 - CANDIDATE_BITS)) as usize;
            candidates[bit / 8] |= 1 << (bit % 8);
        }
        let mut out = MAGIC.to_vec();
        out.extend([unit, cue_unit].iter().flat_map(|f| f.to_le_bytes()));
        out.extend(self.transitions.as_flattened().as_flattened().iter().flat_map(|w| w.to_le_bytes()));
        out.extend(candidates);
        out.extend(self.cues.iter().map(|w| (w / cue_unit).round() as i8 as u8));
        out.extend(steps.iter().chain(nodes).map(|w| (w / unit).round() as i8 as u8));
        out
    }
}

/// The unit by which the largest weight fits a byte.
fn unit<'w>(weights: impl Iterator<Item = &'w f32>) -> f32 {
    (weights.map(|w| w.abs()).fold(0.0, f32::max) / 127.0).max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned() -> Learned {
        let mut learned = Learned { candidates: vec![7 << 20], ..Learned::blank() };
        learned.transitions[23][3][3] = 0.5;
        learned.cues[5] = -2.0;
        learned.nodes[9] = [1.0, -1.0, 0.0, 0.5];
        learned.steps[3][1][2] = -1.0;
        learned
    }

    #[test]
    fn a_file_gives_back_what_was_learned() {
        let model = Model::new(learned().to_bytes().into()).unwrap();
        assert_eq!((model.cue(5), model.cue(6)), (-127, 0));
        assert_eq!(model.nodes()[9].map(u8::cast_signed), [127, -127, 0, 64]);
        assert_eq!(model.steps()[3][LABELS + 2].cast_signed(), -127);
        assert_eq!(model.transition(23)[3][3], 0.5);
        assert!(model.is_candidate(7 << 20) && !model.is_candidate(8 << 20));
    }

    #[test]
    fn the_built_in_model_is_one() {
        assert!(Model::built_in().is_some() && DEFAULT.len() <= 4_000_000);
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let bytes = learned().to_bytes();
        assert_eq!(Model::new(bytes[1..].to_vec().into()), None);
        assert_eq!(Model::new(bytes[..bytes.len() - 1].to_vec().into()), None);
        let mut unit = bytes.clone();
        unit[MAGIC.len()..MAGIC.len() + 4].copy_from_slice(&f32::NAN.to_le_bytes());
        assert_eq!(Model::new(unit.into()), None);
        assert_eq!(Model::new(Vec::new().into()), None);
    }
}
