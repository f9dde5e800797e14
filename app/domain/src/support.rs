//! Which device this is, from what its browser says of itself, and whether its maker still mends it (Art. 5(2), (6)).
//!
//! Browsers say less and less: Android says `10; K`, iOS from 26 on says `18_6`, an iPad says it is a Mac, Windows 11 says
//! 10. What cannot be known stays `None` and is declared by the seeker; nothing is guessed. The standings are data with
//! dates, in one place (`standing`): a new release is a new row.

mod agent;
mod standing;

pub use agent::{InApp, Told};
pub use standing::{browser_support, support};

/// One list of variants and their words: as they are stored, and as the texts call them.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name { $($(#[$what])* $variant),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word it is stored by.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            pub fn of_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    Os {
        Ios = "ios",
        IpadOs = "ipados",
        Android = "android",
        Windows = "windows",
        MacOs = "macos",
        ChromeOs = "chromeos",
        Linux = "linux",
        Other = "other",
    }
}

impl Os {
    /// Whether two systems are certainly those of two devices. A browser that does not say which it is says nothing, and an
    /// iPad says that it is a Mac.
    pub fn is_another(self, other: Os) -> bool {
        let apple = |os| matches!(os, Os::IpadOs | Os::MacOs);
        let may_be_one = [self, other].contains(&Os::Other) || (apple(self) && apple(other));
        self != other && !may_be_one
    }
}

words! {
    Browser {
        Safari = "safari",
        Chrome = "chrome",
        Edge = "edge",
        Firefox = "firefox",
        Samsung = "samsung",
        Opera = "opera",
        Other = "other",
    }
}

words! {
    /// Whether the maker still mends a release.
    Support {
        Supported = "supported",
        /// Only the gravest holes are still mended: update if you can.
        RareFixes = "rare_fixes",
        OutOfSupport = "out_of_support",
        /// It depends on what only the owner knows: an enrolment, an edition.
        Ask = "ask",
        Unknown = "unknown",
    }
}

/// A release of an operating system. For Windows 11 `minor` is the platform version that client hints tell: 15 until 23H2,
/// 19 from 24H2 on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Version {
    pub major: u16,
    pub minor: u16,
}

impl Version {
    pub const fn new(major: u16, minor: u16) -> Self {
        Version { major, minor }
    }

    /// The leading numbers of `17_5_1`, `14.5.0`, `26.0 Mobile/…`; `None` where there is none.
    fn leading(text: &str) -> Option<Version> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
        let mut numbers = text[..end].split(['.', '_']);
        let major = numbers.next()?.parse().ok()?;
        Some(Version { major, minor: numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(0) })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// How exactly the release is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Release {
    Exactly(Version),
    /// The browser has stopped counting here: it is this one or a later one.
    AtLeast(Version),
}

impl Release {
    pub fn version(self) -> Version {
        match self {
            Release::Exactly(version) | Release::AtLeast(version) => version,
        }
    }
}

/// What a browser told of where it runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Platform {
    pub os: Os,
    pub release: Option<Release>,
    pub browser: Browser,
    /// The browser's major version.
    pub version: Option<u16>,
    /// The app whose window this is: camera and microphone are often closed there.
    pub in_app: Option<InApp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_systems_are_two_devices_only_where_that_is_certain() {
        for (one, other, another) in [
            (Os::Ios, Os::Windows, true),
            (Os::Android, Os::Ios, true),
            (Os::Windows, Os::Windows, false),
            (Os::IpadOs, Os::MacOs, false),
            (Os::Other, Os::Windows, false),
            (Os::Linux, Os::Other, false),
        ] {
            assert_eq!((one.is_another(other), other.is_another(one)), (another, another), "{one:?} {other:?}");
        }
    }
}
