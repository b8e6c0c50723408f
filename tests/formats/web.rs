//! Pages and archives of the web: what is no article, what is broken, what means harm.

use super::containers::{gzip, read};
use jiff::civil::date;
use onrecord::source::DateFrom;
use onrecord::{Article, Result};

const TEXT: &str = "<p>The harbour board opened both quays on Monday, after years in which it had only met about them.</p>\
                    <p>“We waited for years,” said Marta Quiroga, who runs the ferry.</p>";

fn record(kind: &str, content_type: &str, number: u32, body: &str) -> String {
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2025-04-01T10:11:12Z\r\n\
         WARC-Target-URI: https://quay.example/{number}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
        body.len()
    )
}

fn page(number: u32, status: &str) -> String {
    let body = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n<h1>Harbour opens</h1>{TEXT}");
    record("response", "application/http; msgtype=response", number, &body)
}

fn archive(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut ids, mut faults) = (Vec::new(), Vec::new());
    for found in read(name, bytes, Default::default()) {
        match found {
            Ok(Article { id, .. }) => ids.push(id),
            Err(error) => faults.push(error),
        }
    }
    (ids, faults)
}

#[test]
fn only_pages_that_were_found_are_read_and_dated_by_the_fetch_where_they_have_no_date() {
    let all = [
        page(1, "200 OK"),
        page(2, "404 Not Found"),
        record(
            "revisit",
            "application/http; msgtype=response",
            3,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        ),
        record("response", "application/http", 4, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG"),
        record("metadata", "text/plain", 5, "<html>"),
        record("resource", "text/html", 6, &format!("<h1>Harbour opens</h1>{TEXT}")),
    ];
    let found = read("a.warc", all.concat().as_bytes(), Default::default());
    let article = found[0].as_ref().expect("an article");
    assert_eq!(article.url.as_deref(), Some("https://quay.example/1"));
    assert_eq!((article.date, article.date_from), (Some(date(2025, 4, 1)), Some(DateFrom::Fetched)));
    assert_eq!(article.date_field.as_deref(), Some("WARC-Date"));
    let others = "in/a.warc: no article in answers of status 404 (1), metadata (1), pictures and other files that are no \
                  pages (1), revisits, kept elsewhere (1)";
    assert_eq!(
        archive("a.warc", all.concat().as_bytes()),
        (vec!["urn:uuid:1".into(), "urn:uuid:6".into()], vec![others.into()])
    );
    let moved: Vec<_> = (1..4).map(|number| page(number, "301 Moved Permanently")).collect();
    let others = "in/a.warc.gz: no article in answers of status 301 (3)";
    assert_eq!(archive("a.warc.gz", &gzip(moved.concat().as_bytes())), (vec![], vec![others.into()]));
}

/// A page at the address of a site.
fn front(number: u32, head: &str) -> String {
    let html =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{head}<h1>Harbour opens</h1>{TEXT}");
    record("response", "application/http", number, &html)
        .replace(&format!("quay.example/{number}"), "quay.example/")
}

#[test]
fn a_page_at_a_bare_address_is_kept_where_it_is_dated_or_all_there_is() {
    let leads = "passed over in/a.warc, https://quay.example/: a page that leads to articles";
    let one = |id: &str| vec![format!("urn:uuid:{id}")];
    assert_eq!(archive("a.warc", front(1, "").as_bytes()), (one("1"), vec![]));
    let first = [front(1, ""), page(2, "200 OK")].concat();
    assert_eq!(archive("a.warc", first.as_bytes()), (one("2"), vec![leads.into()]));
    let second = [page(1, "200 OK"), front(2, "")].concat();
    assert_eq!(archive("a.warc", second.as_bytes()), (one("1"), vec![leads.into()]));
    let dated = front(1, "<meta property='article:published_time' content='2025-03-09'>");
    let (ids, told) = archive("a.warc", [dated, page(2, "200 OK")].concat().as_bytes());
    assert_eq!((ids.len(), told), (2, vec![]));
}

#[test]
fn a_broken_record_costs_only_itself() {
    let wrong = page(2, "200 OK").replace("Content-Length: ", "Content-Length: 1");
    let (ids, faults) = archive("a.warc", [page(1, "200 OK"), wrong.clone()].concat().as_bytes());
    assert_eq!((ids.len(), faults.len()), (1, 1));
    assert_eq!(faults, ["in/a.warc, record 2: cut off"]);
    let short = page(2, "200 OK").replacen("Content-Length: ", "Content-Length: 0", 1).replacen(
        "<h1>",
        "<h1>more of it\r\n",
        1,
    );
    let (ids, faults) = archive("a.warc", [page(1, "200 OK"), short, page(3, "200 OK")].concat().as_bytes());
    assert_eq!(ids.first().map(String::as_str), Some("urn:uuid:1"));
    assert_eq!(ids.last().map(String::as_str), Some("urn:uuid:3"));
    assert!(faults[0].starts_with("in/a.warc, record 2: what comes after it is no record"), "{faults:?}");
    let mut broken = gzip(page(2, "200 OK").as_bytes());
    let middle = broken.len() / 2;
    broken[middle..middle + 8].fill(0xff);
    let packed = [gzip(page(1, "200 OK").as_bytes()), broken, gzip(page(3, "200 OK").as_bytes())].concat();
    let (ids, faults) = archive("a.warc.gz", &packed);
    assert_eq!(ids, ["urn:uuid:1", "urn:uuid:3"]);
    assert!(!faults.is_empty());
}

#[test]
fn an_archive_of_the_first_kind() {
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Harbour opens</h1>{TEXT}");
    let about = "1 0 The Quay\nURL IP-address Archive-date Content-type Archive-length\n";
    let arc = format!(
        "filedesc://a.arc 0.0.0.0 20250401101112 text/plain {}\n{about}\nhttps://quay.example/a b 127.0.0.1 20250401101112 text/html {}\n{body}\n",
        about.len(),
        body.len()
    );
    let found = read("a.arc", arc.as_bytes(), Default::default());
    let article = found[0].as_ref().expect("an article");
    assert_eq!(
        (article.url.as_deref(), article.id.as_str()),
        (Some("https://quay.example/a b"), "in/a.arc#1")
    );
    assert_eq!(article.date_field.as_deref(), Some("Archive-date"));
}

#[test]
fn pages_without_an_article_are_passed_over() {
    let told = |html: &str| -> Result<Vec<String>, String> {
        read("a.html", html.as_bytes(), Default::default())
            .into_iter()
            .map(|found| found.map(|a| a.text))
            .collect()
    };
    let list = "<li><a href=/1>Harbour opens at last</a><li><a href=/2>Ferry runs late again</a>".repeat(20);
    for html in [
        format!("<html><body><ul>{list}</ul>"),
        format!("<html><link rel=canonical href='https://quay.example/'><body>{TEXT}"),
        format!("<html><title>404 - Page not found</title><body>{TEXT}"),
        "<html><body><script>document.write('The harbour board opened both quays on Monday.')</script>"
            .to_owned(),
    ] {
        assert!(
            told(&html).is_err_and(|reason| reason.starts_with("passed over in/a.html: a page")),
            "{html}"
        );
    }
    assert!(told(&format!("<html><h1>Harbour opens</h1>{TEXT}")).is_ok());
}

#[test]
fn pages_that_mean_harm() {
    let begun = std::time::Instant::now();
    let nested = |tag: &str| {
        format!("<html>{}{TEXT}{}", format!("<{tag}>").repeat(100_000), format!("</{tag}>").repeat(100_000))
    };
    for tag in ["div", "b", "table><tr><td", "ul><li", "h1", "time", "a href=x"] {
        read("a.html", nested(tag).as_bytes(), Default::default());
    }
    // As the letter of HTML has it, each paragraph would begin with all of these opened again.
    let formats: String = (0..20_000).map(|number| format!("<b id={number}>")).collect();
    read("a.html", format!("<html>{formats}{}", "<p>x</p>".repeat(20_000)).as_bytes(), Default::default());
    let entities = "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>";
    let found = read(
        "a.xhtml",
        format!("{entities}<html><h1>Harbour opens</h1>{TEXT}<p>&b; and more of it.</p>").as_bytes(),
        Default::default(),
    );
    assert!(!found[0].as_ref().expect("an article").text.contains("aaaa"));
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
