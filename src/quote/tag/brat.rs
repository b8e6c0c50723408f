//! Reads hand annotation in brat's standoff form: attributions of content to a source by a cue.

use crate::source::Span;
use std::collections::HashMap;

/// An annotated attribution, in bytes of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Gold {
    pub(crate) content: Vec<Span>,
    pub(crate) cue: Vec<Span>,
    pub(crate) source: Vec<Span>,
}

/// The attributions of an annotation file; offsets in it count characters of `text`.
pub(crate) fn read(annotation: &str, text: &str) -> Vec<Gold> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    let mut events = Vec::new();
    for line in annotation.lines() {
        let mut cells = line.split('\t');
        let (Some(id), Some(value)) = (cells.next(), cells.next()) else { continue };
        if id.starts_with('T') {
            let ranges = value.split_once(' ').map_or("", |(_, ranges)| ranges);
            spans.insert(id, ranges.split(';').filter_map(|r| span(r, &bytes)).collect());
        } else if id.starts_with('E') {
            events.push(value);
        }
    }
    events.into_iter().map(|event| gold(event, &spans)).filter(|gold| !gold.content.is_empty()).collect()
}

fn span(range: &str, bytes: &[usize]) -> Option<Span> {
    let (start, end) = range.trim().split_once(' ')?;
    let (start, end) = (bytes.get(start.parse::<usize>().ok()?)?, bytes.get(end.parse::<usize>().ok()?)?);
    (start <= end).then(|| Span::new(*start, *end))
}

fn gold(event: &str, spans: &HashMap<&str, Vec<Span>>) -> Gold {
    let mut gold = Gold::default();
    for (role, id) in event.split(' ').filter_map(|part| part.split_once(':')) {
        let found = spans.get(id).cloned().unwrap_or_default();
        match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "Content" => gold.content.extend(found),
            "Cue" => gold.cue.extend(found),
            "Source" => gold.source.extend(found),
            _ => {}
        }
    }
    gold
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_characters_and_numbered_roles_are_one() {
        let text = "“Ça va,” Ana Lima said, “merci.”";
        let annotation = "T1\tSource 9 17\tAna Lima\nT2\tCue 18 22\tsaid\nT3\tContent 0 8\t“Ça va,”\n\
                          T4\tContent 24 32\t“merci.”\nE1\tAttribution:T9 Content:T3 Content2:T4 Cue:T2 Source:T1\n";
        let read = read(annotation, text);
        let of = |spans: &[Span]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join("|");
        assert_eq!(read.len(), 1);
        assert_eq!(of(&read[0].content), "“Ça va,”|“merci.”");
        assert_eq!((of(&read[0].source), of(&read[0].cue)), ("Ana Lima".into(), "said".into()));
    }

    #[test]
    fn nonsense_is_passed_over() {
        assert!(read("T1\tSource x y\nE1\tContent:T7\n\n#1\tnote\nT2\tCue 99 100\t\n", "text").is_empty());
    }
}
