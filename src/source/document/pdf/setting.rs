//! How text is set on a page, as far as it says where letters stand.

use hayro_font::Font;
use hayro_font::kurbo::{Affine, Vec2};

/// How text is set, as far as it says where letters stand.
#[derive(Clone)]
pub(super) struct Setting<'p> {
    pub(super) font: Option<Font<'p>>,
    pub(super) size: f64,
    pub(super) between_letters: f64,
    pub(super) between_words: f64,
    /// How far letters are drawn out, 1 as they are.
    pub(super) width: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// Where the page lies.
    pub(super) page: Affine,
    /// Where the next letter stands, and the line it is in.
    pub(super) at: Affine,
    pub(super) line: Affine,
}

impl Setting<'_> {
    /// How text is set before anything says so, on a page that lies so.
    pub(super) fn new(page: Affine) -> Self {
        let (at, line) = (Affine::IDENTITY, Affine::IDENTITY);
        let (between_letters, between_words, leading, rise) = (0.0, 0.0, 0.0, 0.0);
        Setting {
            font: None,
            size: 1.0,
            between_letters,
            between_words,
            width: 1.0,
            leading,
            rise,
            page,
            at,
            line,
        }
    }

    fn is_horizontal(&self) -> bool {
        self.font.as_ref().is_none_or(Font::is_horizontal)
    }

    /// Begins a line so far from where the last began.
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.at = self.line;
    }

    /// Moves on in the line.
    pub(super) fn advance(&mut self, by: f64) {
        let by = if self.is_horizontal() { (by * self.width, 0.0) } else { (0.0, by) };
        self.at *= Affine::translate(by);
    }

    /// Where the next letter stands, in which direction the line goes, and how high letters are.
    pub(super) fn place(&self, horizontal: bool) -> (Vec2, Vec2, f64) {
        let to_page = self.page * self.at;
        let [a, b, c, d, ..] = to_page.as_coeffs();
        let (along, up) = (Vec2::new(a, b), Vec2::new(c, d));
        let at = (to_page * Affine::translate((0.0, self.rise))).translation();
        let along = if horizontal { along } else { -up };
        let size = (if horizontal { up } else { Vec2::new(a, b) }).hypot() * self.size.abs();
        (at, along / along.hypot().max(f64::MIN_POSITIVE), size)
    }
}
