//! The pages of the employer at an interview, behind a link of their own. They are the server's alone, and part of the
//! seeker's client as any page of the public: an employer has no account.

pub mod address;
pub mod decline;
pub mod page;
