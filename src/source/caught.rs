//! Catches the panic of a library that breaks down on a broken file, without a word of it on standard error.
//!
//! One document is lost then, with its reason told, and not the ingest. Any other panic is told as ever.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// What is said of a source whose reader broke down.
pub(super) const BROKEN: &str = "broken, in a way that its reader did not expect; what follows is not read";

thread_local! {
    /// How many calls deep this thread is in what may panic unheard.
    static QUIET: Cell<u32> = const { Cell::new(0) };
}

/// What `act` makes; none where it panics, of which nothing is heard.
pub(super) fn quietly<T>(act: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = take_hook();
        set_hook(Box::new(move |panic| {
            // A thread that is ending has no such count any more, and is not in here.
            if QUIET.try_with(Cell::get).unwrap_or(0) == 0 {
                told(panic);
            }
        }));
    });
    QUIET.with(|quiet| quiet.set(quiet.get() + 1));
    let made = catch_unwind(AssertUnwindSafe(act));
    QUIET.with(|quiet| quiet.set(quiet.get() - 1));
    made.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn only_what_is_caught_here_is_unheard() {
        static HEARD: AtomicU32 = AtomicU32::new(0);
        let heard = || HEARD.load(Ordering::SeqCst);
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            // Other tests may panic meanwhile.
            match panic.payload().downcast_ref::<&str>() {
                Some(&"of this test") => drop(HEARD.fetch_add(1, Ordering::SeqCst)),
                _ => before(panic),
            }
        }));
        let broken = || panic!("of this test");
        assert_eq!(quietly(|| 1), Some(1));
        assert_eq!(quietly(|| quietly(broken).is_none()), Some(true));
        assert_eq!(quietly::<()>(broken), None);
        assert_eq!(heard(), 0);
        assert!(catch_unwind(broken).is_err());
        assert_eq!(heard(), 1);
        // Another thread that panics meanwhile is heard.
        quietly(|| assert!(std::thread::spawn(broken).join().is_err()));
        assert_eq!(heard(), 2);
    }
}
