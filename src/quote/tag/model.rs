//! The weights of the tagger: hashed, so that they hold no words, and small enough to be built in.

use super::chain::LABELS;

/// Rows of weights are two to the power of this.
pub(crate) const ROW_BITS: u32 = 18;

/// Weights of the words that report speech are two to the power of this.
pub(crate) const CUE_BITS: u32 = 19;

/// Rows of the weights of steps are two to the power of this.
pub(crate) const STEP_BITS: u32 = 17;

/// Classes of items that transitions are told apart by; see [`super::feature::Frame::edge`].
pub(crate) const EDGES: usize = 24;

/// Bits of the set of hashed words that may report speech.
const CANDIDATE_BITS: u32 = 16;

/// The first bytes of a model file.
const MAGIC: &[u8] = b"onrecord tagger 2\n";

/// A trained model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    /// A weight for each label, for each row.
    pub(crate) weights: Vec<[i8; LABELS]>,
    /// What one step of a weight is worth.
    pub(crate) step: f32,
    /// Weights from a label to the next, by class of the item stepped on.
    pub(crate) transitions: [[[f32; LABELS]; LABELS]; EDGES],
    /// Weights of steps from a label to the next, for each row.
    pub(crate) steps: Vec<[[i8; LABELS]; LABELS]>,
    /// Weights that tell whether a candidate reports something.
    pub(crate) cues: Vec<i8>,
    /// What one step of those is worth.
    pub(crate) cue_step: f32,
    candidates: Vec<u64>,
}

impl Model {
    /// A model that knows nothing.
    pub(crate) fn empty() -> Model {
        Model {
            weights: vec![[0; LABELS]; 1 << ROW_BITS],
            step: 1.0,
            transitions: [[[0.0; LABELS]; LABELS]; EDGES],
            steps: vec![[[0; LABELS]; LABELS]; 1 << STEP_BITS],
            cues: vec![0; 1 << CUE_BITS],
            cue_step: 1.0,
            candidates: vec![0; (1 << CANDIDATE_BITS) / 64],
        }
    }

    /// Whether a word of this hash may report speech.
    pub(crate) fn is_candidate(&self, word: u32) -> bool {
        let bit = (word >> (32 - CANDIDATE_BITS)) as usize;
        self.candidates[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// Notes that words of this hash may report speech.
    pub(crate) fn add_candidate(&mut self, word: u32) {
        let bit = (word >> (32 - CANDIDATE_BITS)) as usize;
        self.candidates[bit / 64] |= 1 << (bit % 64);
    }

    /// The bytes of the model file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.step.to_le_bytes());
        out.extend(self.cue_step.to_le_bytes());
        out.extend(self.transitions.as_flattened().as_flattened().iter().flat_map(|w| w.to_le_bytes()));
        out.extend(self.candidates.iter().flat_map(|w| w.to_le_bytes()));
        out.extend(self.cues.iter().map(|w| *w as u8));
        out.extend(self.steps.as_flattened().as_flattened().iter().map(|w| *w as u8));
        out.extend(self.weights.as_flattened().iter().map(|w| *w as u8));
        out
    }

    /// Reads a model file; nothing where it is none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Model> {
        let mut model = Model::empty();
        let rest = bytes.strip_prefix(MAGIC)?;
        let (step, rest) = rest.split_first_chunk::<4>()?;
        model.step = f32::from_le_bytes(*step);
        let (step, rest) = rest.split_first_chunk::<4>()?;
        model.cue_step = f32::from_le_bytes(*step);
        let (transitions, rest) = rest.split_at_checked(EDGES * LABELS * LABELS * 4)?;
        let floats = transitions.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        model
            .transitions
            .as_flattened_mut()
            .as_flattened_mut()
            .iter_mut()
            .zip(floats)
            .for_each(|(w, f)| *w = f);
        let (candidates, rest) = rest.split_at_checked(model.candidates.len() * 8)?;
        for (word, bytes) in model.candidates.iter_mut().zip(candidates.chunks_exact(8)) {
            *word = u64::from_le_bytes(bytes.try_into().ok()?);
        }
        let (cues, rest) = rest.split_at_checked(model.cues.len())?;
        model.cues.iter_mut().zip(cues).for_each(|(w, b)| *w = *b as i8);
        let steps = model.steps.as_flattened_mut().as_flattened_mut();
        let (read, rest) = rest.split_at_checked(steps.len())?;
        steps.iter_mut().zip(read).for_each(|(w, b)| *w = *b as i8);
        let weights = model.weights.as_flattened_mut();
        if rest.len() != weights.len() || !model.step.is_finite() {
            return None;
        }
        weights.iter_mut().zip(rest).for_each(|(w, b)| *w = *b as i8);
        Some(model)
    }
}
