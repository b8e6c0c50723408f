//! An article on its way out of its source: made already, or still to be made by whichever thread has time for it.
//!
//! A source can only be read from its beginning to its end, by one thread. What it takes to make an article of a
//! page of HTML is a hundred times what it takes to find where the page ends; so readers of such formats hand on the
//! bytes with what makes an article of them.

use super::{Article, Reading, language};
use crate::Result;
use std::sync::Arc;

/// An article on its way.
pub struct Draft {
    id: String,
    /// About how many bytes of its source it took.
    bytes: usize,
    making: Making,
    reading: Arc<Reading>,
}

type Make = Box<dyn FnOnce() -> Result<Article> + Send>;

enum Making {
    Made(Box<Article>),
    Later(Make),
}

impl Draft {
    /// One that is made.
    pub(crate) fn made(article: Article, reading: &Arc<Reading>) -> Draft {
        let (id, bytes) = (article.id.clone(), article.text.len());
        Draft { id, bytes, making: Making::Made(Box::new(article)), reading: reading.clone() }
    }

    /// One that is still to be made, of so many bytes; the id given is the one it gets.
    pub(crate) fn later(
        id: String,
        bytes: usize,
        reading: &Arc<Reading>,
        make: impl FnOnce() -> Result<Article> + Send + 'static,
    ) -> Draft {
        Draft { id, bytes, making: Making::Later(Box::new(make)), reading: reading.clone() }
    }

    /// The article's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// About how many bytes of its source it took.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn set_id(&mut self, id: String) {
        self.id = id;
    }

    /// Makes the article.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`](crate::Error::Malformed) where it cannot be read,
    /// [`Error::NotArticles`](crate::Error::NotArticles) where it turns out to be none.
    pub fn article(self) -> Result<Article> {
        let mut article = match self.making {
            Making::Made(article) => *article,
            Making::Later(make) => make()?,
        };
        article.id = self.id;
        if let Some(last_day) = self.reading.last_day {
            article.refuse_after(last_day);
        }
        Ok(language::told(article))
    }
}
