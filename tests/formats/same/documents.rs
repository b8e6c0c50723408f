//! Stories as data bases export them and as documents hold them.

use super::{PUBLISHER, Story, each_p, xml};
use crate::formats::{pdf, wires};
use std::fmt::Write;

/// How long the lines of an export and of a printed page are, in characters.
const LINE: usize = 76;
/// A font whose letters are all as wide, so that a line is as long as it has letters.
const COURIER: &str = "<</Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding>>";
/// How far the first line of a paragraph is below the one before.
const GAP: i32 = 20;
/// Lines of a page.
const PAGE: usize = 50;

/// An older export of Nexis, its lines wrapped.
pub(super) fn nexis(stories: &[Story]) -> String {
    let mut out = String::new();
    for (number, s) in (1..).zip(stories) {
        let day = s.date.strftime("%B %-d, %Y %A");
        let paragraphs: Vec<String> =
            s.paragraphs.iter().map(|text| wrapped(text, LINE).join("\n")).collect();
        let title = wrapped(&s.title, LINE).join("\n");
        let _ = write!(
            out,
            "\n{:>50}\n\n\n{PUBLISHER:>44}\n\n{day:>50}\n\n{title}\n\nLENGTH: {} words\n\n{}\n\nLANGUAGE: ENGLISH\n\n",
            format!("{number} of {} DOCUMENTS", stories.len()),
            s.paragraphs.join(" ").split(' ').count(),
            paragraphs.join("\n\n"),
        );
    }
    out
}

/// The paragraphs of a newer export of Nexis.
fn exported(stories: &[Story]) -> Vec<String> {
    let of_story = |s: &Story| {
        let head = [
            s.title.clone(),
            PUBLISHER.to_owned(),
            s.date.strftime("%B %-d, %Y %A").to_string(),
            format!("Length: {} words", s.paragraphs.join(" ").split(' ').count()),
            "Body".to_owned(),
        ];
        let tail = ["Classification", "Language: ENGLISH", "End of Document"].map(str::to_owned);
        head.into_iter().chain(s.paragraphs.iter().cloned()).chain(tail).collect::<Vec<_>>()
    };
    stories.iter().flat_map(of_story).collect()
}

pub(super) fn nexis_docx(stories: &[Story]) -> Vec<u8> {
    let lines = exported(stories);
    wires::docx(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

pub(super) fn nexis_rtf(stories: &[Story]) -> String {
    let lines: String = exported(stories).iter().map(|line| format!("{}\\par\n", rtf(line))).collect();
    format!("{{\\rtf1\\ansi\\ansicpg1252\\uc1{{\\fonttbl{{\\f0 Arial;}}}}\n{lines}}}")
}

/// Words as RTF has them, all beyond ASCII in units of UTF-16.
fn rtf(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => out.extend(['\\', c]),
            c if c.is_ascii() => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{}?", *unit as i16);
                }
            }
        }
    }
    out
}

/// The fields of a story as Factiva has them, but for the text.
fn fields(number: usize, s: &Story) -> [(&'static str, String); 4] {
    [
        ("HD", s.title.clone()),
        ("PD", s.date.strftime("%-d %B %Y").to_string()),
        ("SN", PUBLISHER.to_owned()),
        ("AN", format!("Document QT{number}")),
    ]
}

pub(super) fn factiva(stories: &[Story]) -> String {
    let row = |code: &str, cell: &str| format!("<tr><td><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>\n");
    let mut out = String::from("<!DOCTYPE html><html><head><title>Factiva</title></head><body>");
    for (number, s) in stories.iter().enumerate() {
        let [head @ .., last] = fields(number, s);
        let head: String = head.iter().map(|(code, word)| row(code, &xml(word))).collect();
        let (language, text) = (row("LA", "English"), row("TD", &each_p(s)));
        let _ = write!(
            out,
            "<div class=\"article\"><table>{head}{language}{text}{}</table></div>",
            row(last.0, &last.1)
        );
    }
    out + "</body></html>"
}

pub(super) fn factiva_rtf(stories: &[Story]) -> String {
    let row = |code: &str, cell: &str| format!("\\trowd {code}\\cell {cell}\\cell\\row\n");
    let mut out = String::from("{\\rtf1\\ansi\\ansicpg1252\\uc1\n");
    for (number, s) in stories.iter().enumerate() {
        let [head @ .., last] = fields(number, s);
        head.iter().for_each(|(code, word)| out += &row(code, &rtf(word)));
        let text: Vec<String> = s.paragraphs.iter().map(|paragraph| rtf(paragraph)).collect();
        out += &(row("LA", "English") + &row("TD", &text.join("\\par ")) + &row(last.0, &last.1));
    }
    out + "}"
}

/// A printed line: how far it is below the one before, and how large its letters are.
struct Line {
    down: i32,
    size: i32,
    text: String,
}

/// A printed story: a headline in large letters, and paragraphs with a gap before each.
pub(super) fn printed(s: &Story) -> Vec<u8> {
    let title = wrapped(&s.title, LINE / 2).into_iter().map(|text| Line { down: 22, size: 18, text });
    let of_paragraph = |text: &String| {
        let line = |(at, text)| Line { down: if at == 0 { GAP } else { 12 }, size: 10, text };
        wrapped(text, LINE).into_iter().enumerate().map(line).collect::<Vec<_>>()
    };
    let lines: Vec<Line> = title.chain(s.paragraphs.iter().flat_map(of_paragraph)).collect();
    let mut drawn = Vec::new();
    let mut rest = lines.as_slice();
    while !rest.is_empty() {
        let (page, after) = rest.split_at(page_end(rest));
        let mut y = 760;
        let place = |line: &'_ Line| {
            y -= line.down;
            (72, y, line.size)
        };
        let places: Vec<(i32, i32, i32)> = page.iter().map(place).collect();
        let placed: Vec<_> =
            places.iter().zip(page).map(|((x, y, size), line)| (*x, *y, *size, line.text.as_str())).collect();
        drawn.push(pdf::stream("", &pdf::page(&placed)));
        rest = after;
    }
    pdf::pages_in(COURIER, &drawn, "", &[])
}

/// How many lines a page takes. It does not end with a sentence in the middle of a paragraph: whether the paragraph ends
/// there too, nothing would say.
fn page_end(lines: &[Line]) -> usize {
    let open = |end: &usize| match lines.get(*end) {
        Some(next) => next.down == GAP || !lines[end - 1].text.ends_with(['.', '"', '”', '’', '?', '!', ')']),
        None => true,
    };
    (1..=lines.len().min(PAGE)).rev().find(open).unwrap_or(lines.len().min(PAGE))
}

/// The lines of a text, broken at blanks, of so many characters at most where its words are not longer.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= most {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
