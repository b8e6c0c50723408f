//! Names of what lies in containers.

use super::Compression;

/// The name that a stream has without what it was compressed by: `a.jsonl.gz` is `a.jsonl`, `a.tgz` is `a.tar`.
pub(in crate::source) fn shown(name: &str, layers: &[Compression]) -> String {
    layers.iter().fold(name.to_owned(), |name, layer| without_extension(&name, *layer))
}

fn without_extension(name: &str, compression: Compression) -> String {
    let Some((stem, extension)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else {
        return name.to_owned();
    };
    let extension = extension.to_ascii_lowercase();
    if compression.extensions().contains(&&*extension) {
        return stem.to_owned();
    }
    let of_tar = matches!(&*extension, "tgz" | "tbz" | "tbz2" | "txz" | "tzst");
    if of_tar { format!("{stem}.tar") } else { name.to_owned() }
}

/// A path in an archive as a name: `/` between folders, nothing that leads upwards, control characters as `\xNN`.
pub(super) fn inside(path: &[u8]) -> String {
    let mut name = String::new();
    for chunk in path.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => name.push('/'),
                c if c.is_control() => name.push_str(&format!("\\x{:02X}", u32::from(c))),
                c => name.push(c),
            }
        }
        chunk.invalid().iter().for_each(|byte| name.push_str(&format!("\\x{byte:02X}")));
    }
    let steps: Vec<&str> = name.split('/').filter(|step| !matches!(*step, "" | "." | "..")).collect();
    steps.join("/")
}

/// Whether a walk would pass a path over: some folder or the file itself is hidden, or of a Mac's making.
pub(super) fn is_hidden(name: &str) -> bool {
    name.split('/').any(|step| step.starts_with('.') || step == "__MACOSX")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(shown("in/a.jsonl.GZ", &[Compression::Gzip]), "in/a.jsonl");
        assert_eq!(shown("in/a.tgz", &[Compression::Gzip]), "in/a.tar");
        assert_eq!(shown("in/a.txt", &[Compression::Gzip]), "in/a.txt");
        assert_eq!(inside(b"../../etc/./a.txt"), "etc/a.txt");
        assert_eq!(inside(b"C:\\news\\a\xff\n.txt"), "C:/news/a\\xFF\\x0A.txt");
        assert!(is_hidden("__MACOSX/a.txt") && is_hidden("a/.b") && !is_hidden("a/b.txt"));
    }
}
