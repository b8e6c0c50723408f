//! Gives the terms of a text once more that was read just before: the headline of an article stands with each of its
//! passages, which come one after the other.

use super::analyzer::NewsStream;
use tantivy::tokenizer::{Token, TokenStream};

/// The last text, and its terms once it has been met twice.
#[derive(Clone, Default)]
pub(crate) struct Last {
    text: String,
    /// Terms with their tokens' frames, whose own texts are empty.
    kept: Vec<(Token, usize)>,
    /// The texts of the terms, one after the other; a token knows where its own ends.
    texts: String,
    is_kept: bool,
}

/// Whether a text is the last one.
pub(crate) enum Met {
    Never,
    /// Its terms are to be kept.
    Again,
    /// Its terms are kept.
    Known,
}

impl Last {
    /// Whether a text is the last one; from now on it is.
    pub(crate) fn met(&mut self, text: &str) -> Met {
        if self.text == text {
            let known = self.is_kept;
            self.is_kept = true;
            return if known { Met::Known } else { Met::Again };
        }
        self.text.clear();
        self.text.push_str(text);
        self.kept.clear();
        self.texts.clear();
        self.is_kept = false;
        Met::Never
    }

    /// Keeps a term.
    pub(crate) fn keep(&mut self, token: &Token) {
        self.texts.push_str(&token.text);
        self.kept.push((Token { text: String::new(), ..*token }, self.texts.len()));
    }
}

/// The terms of a text, found or given again.
pub(crate) enum AgainStream<'a> {
    New(NewsStream<'a>),
    Again { last: &'a Last, next: usize, token: &'a mut Token },
}

impl<'a> AgainStream<'a> {
    /// Gives the terms that are kept.
    pub(crate) fn again(last: &'a Last, token: &'a mut Token) -> AgainStream<'a> {
        token.reset();
        AgainStream::Again { last, next: 0, token }
    }
}

impl TokenStream for AgainStream<'_> {
    fn advance(&mut self) -> bool {
        match self {
            AgainStream::New(stream) => stream.advance(),
            AgainStream::Again { last, next, token } => {
                let Some((kept, end)) = last.kept.get(*next) else { return false };
                let begin = next.checked_sub(1).map_or(0, |before| last.kept[before].1);
                token.text.clear();
                token.text.push_str(&last.texts[begin..*end]);
                (token.position, token.position_length) = (kept.position, kept.position_length);
                (token.offset_from, token.offset_to) = (kept.offset_from, kept.offset_to);
                *next += 1;
                true
            }
        }
    }

    fn token(&self) -> &Token {
        match self {
            AgainStream::New(stream) => stream.token(),
            AgainStream::Again { token, .. } => token,
        }
    }

    fn token_mut(&mut self) -> &mut Token {
        match self {
            AgainStream::New(stream) => stream.token_mut(),
            AgainStream::Again { token, .. } => token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::analyzer::NewsTokenizer;
    use proptest::prelude::*;
    use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

    fn tokens(tokenizer: &mut NewsTokenizer, text: &str) -> Vec<Token> {
        let mut stream = tokenizer.token_stream(text);
        let mut out = Vec::new();
        while let Some(token) = stream.next() {
            out.push(token.clone());
        }
        out
    }

    proptest! {
        #[test]
        fn a_text_has_the_same_terms_however_often_it_comes(
            texts in prop::collection::vec("(the )?(U\\.S\\. )?talks? fail(ed|s)?[.] ?[A-Z]?\\PC{0,9}", 1..4),
            order in prop::collection::vec(0..4_usize, 1..16),
        ) {
            let mut tokenizer = NewsTokenizer::default();
            for at in order {
                let text = &texts[at % texts.len()];
                prop_assert_eq!(tokens(&mut tokenizer, text), tokens(&mut NewsTokenizer::default(), text));
            }
        }
    }
}
