//! Finds and reads pages of a folder that is not ours.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder of pages, when there is one.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("TAMIS_PAGES").map(PathBuf::from).unwrap_or_else(|| {
        let shared = std::env::var_os("TAMIS_SHARED").map(PathBuf::from);
        shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")).join("bench")
    });
    folder.is_dir().then_some(folder)
}

/// Every HTML page below a folder, sorted.
pub(crate) fn find(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".html") || name.ends_with(".html.gz") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// The text of one page.
pub(crate) fn read(path: &Path) -> String {
    let bytes = fs::read(path).expect("the page can be read");
    if path.extension().is_none_or(|extension| extension != "gz") {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).expect("the page is gzip");
    String::from_utf8_lossy(&plain).into_owned()
}

/// About `n` pages, spread over the folder.
#[allow(dead_code)]
pub(crate) fn some_of(folder: &Path, n: usize) -> Vec<String> {
    let paths = find(folder);
    let step = (paths.len() / n.max(1)).max(1);
    paths.iter().step_by(step).map(|path| read(path)).collect()
}
