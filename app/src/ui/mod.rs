//! Pieces that pages are made of, on native HTML. Words come in translated; fixed words come from `words`.

pub mod page;
