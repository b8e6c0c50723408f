//! Reads what pages show as text: letters with the place where each stands.
//!
//! Of the language in which pages are drawn only what sets, moves and shows letters is followed, and forms, which are
//! pages within pages. Letters that are shown invisibly are read too: they are the text behind a scan.

use super::bounds;
use super::lines::{Letter, Lines};
use super::setting::Setting;
use hayro_cmap::{BfString, load_embedded};
use hayro_font::kurbo::Affine;
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, UNITS_PER_EM};
use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};
use std::borrow::Cow;
use std::sync::Arc;

/// A document has no more instructions; those of a form count each time it is drawn.
const INSTRUCTIONS: usize = 20_000_000;
/// Forms lie no deeper in one another, and states are kept no deeper.
const DEEP: usize = 16;
const STATES: usize = 256;

/// Hands the letters of the first `pages` pages to the lines they make up.
///
/// # Errors
///
/// In words, where a limit is reached.
pub(super) fn read(pdf: &Pdf, lines: &mut Lines, most: usize, pages: usize) -> Result<(), String> {
    let fonts: FontResolverFn = Arc::new(|query| {
        Some(match query {
            FontQuery::Standard(font) => font.get_font_data(),
            FontQuery::Fallback(wanted) => wanted.pick_standard_font().get_font_data(),
        })
    });
    let cmaps: CMapResolverFn = Arc::new(load_embedded);
    let mut reader =
        Reader { lines, most, left: INSTRUCTIONS, unpacked: 0, cache: FontCache::new(), fonts, cmaps };
    for page in pdf.pages().iter().take(pages) {
        let content = reader.content(page)?;
        reader.step()?;
        reader.draw(&content, page.resources(), Affine::IDENTITY, 0)?;
        reader.lines.end_page()?;
    }
    Ok(())
}

struct Reader<'l, 'p> {
    lines: &'l mut Lines,
    /// Most bytes that a part may have, and all that is unpacked sixteen times that.
    most: usize,
    /// How many instructions are still followed.
    left: usize,
    unpacked: usize,
    cache: FontCache<'p>,
    fonts: FontResolverFn,
    cmaps: CMapResolverFn,
}

impl<'p> Reader<'_, 'p> {
    fn step(&mut self) -> Result<(), String> {
        self.left = self.left.checked_sub(1).ok_or("more is drawn on its pages than is followed")?;
        Ok(())
    }

    /// The instructions of a page, which may be in several parts.
    fn content(&mut self, page: &Page<'p>) -> Result<Vec<u8>, String> {
        let mut content = Vec::new();
        let one = page.raw().get::<Stream<'p>>("Contents").into_iter();
        let several = page.raw().get::<Array<'p>>("Contents");
        for part in one.chain(several.iter().flat_map(|parts| parts.iter::<Stream<'p>>())) {
            if let Some(bytes) = self.unpack(&part)? {
                content.extend_from_slice(&bytes);
                content.push(b'\n');
            }
        }
        Ok(content)
    }

    fn unpack(&mut self, part: &Stream<'p>) -> Result<Option<Cow<'p, [u8]>>, String> {
        let bytes = bounds::unpacked(part, self.most)?;
        self.unpacked += bytes.as_ref().map_or(0, |bytes| bytes.len());
        let most = self.most.saturating_mul(16);
        if self.unpacked > most { Err(format!("more than {most} bytes of instructions")) } else { Ok(bytes) }
    }

    /// Follows instructions.
    fn draw(
        &mut self,
        content: &[u8],
        resources: &Resources<'p>,
        page: Affine,
        deep: usize,
    ) -> Result<(), String> {
        let mut now = Setting::new(page);
        let mut kept: Vec<Setting> = Vec::new();
        let mut instructions = TypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            self.step()?;
            match instruction {
                Op::SaveState(_) if kept.len() < STATES => kept.push(now.clone()),
                Op::RestoreState(_) => now = kept.pop().unwrap_or(now),
                Op::Transform(m) => {
                    let by = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                    now.page *= Affine::new(by);
                }
                Op::BeginText(_) => (now.at, now.line) = (Affine::IDENTITY, Affine::IDENTITY),
                Op::TextFont(font) => {
                    now.font = resources.get_font(font.0).map(|font| self.font(&font)).transpose()?.flatten();
                    now.size = font.1.as_f64();
                }
                Op::SetTextMatrix(m) => {
                    let by = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                    (now.at, now.line) = (Affine::new(by), Affine::new(by));
                }
                Op::NextLine(by) => now.next_line(by.0.as_f64(), by.1.as_f64()),
                Op::NextLineAndSetLeading(by) => {
                    now.leading = -by.1.as_f64();
                    now.next_line(by.0.as_f64(), by.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => now.next_line(0.0, -now.leading),
                Op::TextLeading(by) => now.leading = by.0.as_f64(),
                Op::CharacterSpacing(by) => now.between_letters = by.0.as_f64(),
                Op::WordSpacing(by) => now.between_words = by.0.as_f64(),
                Op::HorizontalScaling(by) => now.width = by.0.as_f64() / 100.0,
                Op::TextRise(by) => now.rise = by.0.as_f64(),
                Op::ShowText(text) => self.show(&mut now, text.0.as_bytes())?,
                Op::NextLineAndShowText(text) => {
                    now.next_line(0.0, -now.leading);
                    self.show(&mut now, text.0.as_bytes())?;
                }
                Op::ShowTextWithParameters(text) => {
                    (now.between_words, now.between_letters) = (text.0.as_f64(), text.1.as_f64());
                    now.next_line(0.0, -now.leading);
                    self.show(&mut now, text.2.as_bytes())?;
                }
                Op::ShowTexts(texts) => {
                    for part in texts.0.iter::<Object<'_>>() {
                        match part {
                            Object::Number(back) => {
                                now.advance(-back.as_f64() / f64::from(UNITS_PER_EM) * now.size)
                            }
                            Object::String(text) => self.show(&mut now, text.as_bytes())?,
                            _ => {}
                        }
                    }
                }
                Op::XObject(form) if deep < DEEP => {
                    if let Some(form) = resources.get_x_object(form.0) {
                        self.form(&form, resources, now.page, deep)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Draws a form: a page within a page.
    fn form(
        &mut self,
        form: &Stream<'p>,
        outer: &Resources<'p>,
        page: Affine,
        deep: usize,
    ) -> Result<(), String> {
        let dict = form.dict();
        if dict.get::<Name<'_>>("Subtype").is_none_or(|kind| kind.as_str() != "Form") {
            return Ok(());
        }
        let Some(content) = self.unpack(form)? else { return Ok(()) };
        let own = dict.get::<Dict<'p>>("Resources").map(Resources::new);
        let matrix = dict.get::<[f64; 6]>("Matrix").map_or(Affine::IDENTITY, Affine::new);
        self.draw(&content, own.as_ref().unwrap_or(outer), page * matrix, deep + 1)
    }

    /// The font that a dictionary describes, once what it is made of is known to stay small.
    fn font(&self, font: &Dict<'p>) -> Result<Option<Font<'p>>, String> {
        let below = font.get::<Array<'p>>("DescendantFonts");
        let below = below.and_then(|fonts| fonts.iter::<Dict<'p>>().next());
        for dict in [Some(font), below.as_ref()].into_iter().flatten() {
            let descriptor = dict.get::<Dict<'p>>("FontDescriptor");
            let programs = ["FontFile", "FontFile2", "FontFile3"];
            let programs = programs.iter().filter_map(|name| descriptor.as_ref()?.get::<Stream<'p>>(*name));
            let tables = ["ToUnicode", "Encoding", "CIDToGIDMap"];
            let tables = tables.iter().filter_map(|name| dict.get::<Stream<'p>>(*name));
            programs.chain(tables).try_for_each(|part| bounds::bounded(&part, self.most))?;
        }
        Ok(self.cache.font(font, &self.fonts, &self.cmaps))
    }

    /// Shows letters of a font that is not there: they are of no known character, and are counted as that.
    fn riddle(&mut self, now: &Setting<'p>, letters: usize) -> Result<(), String> {
        let (at, along, size) = now.place(true);
        for _ in 0..letters {
            self.step()?;
            self.lines.add(Letter { words: None, begin: at, end: at, along, size })?;
        }
        Ok(())
    }

    /// Shows letters.
    fn show(&mut self, now: &mut Setting<'p>, text: &[u8]) -> Result<(), String> {
        let Some(font) = now.font.clone() else { return self.riddle(now, text.len()) };
        let mut at = 0;
        while at < text.len() {
            self.step()?;
            let (code, length) = font.read_code(text, at);
            at += length.max(1);
            let words = match font.glyph(font.map_code(code), code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            let words = words.map(|words| match words {
                BfString::Char(c) => c.to_string(),
                BfString::String(words) => words,
            });
            let begin = now.place(font.is_horizontal());
            let wide = font.code_advance(code);
            let wide = if font.is_horizontal() { wide.x } else { wide.y } / f64::from(UNITS_PER_EM);
            let blank = if code == 32 && length == 1 { now.between_words } else { 0.0 };
            let spaced = wide * now.size;
            now.advance(spaced);
            let end = now.place(font.is_horizontal());
            now.advance(now.between_letters + blank);
            self.lines.add(Letter { words, begin: begin.0, end: end.0, along: begin.1, size: begin.2 })?;
        }
        Ok(())
    }
}
