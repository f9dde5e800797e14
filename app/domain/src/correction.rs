//! A correction of what is kept of a person, as staff type it: name, kana, telephone, mail address, and why.

use super::{
    details::Problem, intake::reason, kana::Kana, mail_address::MailAddress, person_name::PersonName,
    phone::PhoneNumber,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    Name,
    Kana,
    Phone,
    Mail,
    Reason,
}

impl Item {
    /// The id of the form's element, and the field's word in the history.
    pub fn id(self) -> &'static str {
        match self {
            Item::Name => "name",
            Item::Kana => "kana",
            Item::Phone => "phone",
            Item::Mail => "mail",
            Item::Reason => "reason",
        }
    }
}

/// The form as typed, right or wrong.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Correction {
    pub name: String,
    pub kana: String,
    pub phone: String,
    pub mail: String,
    pub reason: String,
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Correction(…)")
    }
}

/// The form in its normal form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    pub name: PersonName,
    /// Left empty, what is kept stays: not every booking has them.
    pub kana: Option<Kana>,
    pub phone: PhoneNumber,
    pub mail: Option<MailAddress>,
    pub reason: String,
}

/// Reads all the items, or says in the order of the form what is to mend in each.
///
/// # Errors
/// One problem for each item that has one.
pub fn check(typed: &Correction) -> Result<Checked, Vec<(Item, Problem)>> {
    let mut problems = Vec::new();
    let mut wrong = |item, problem| problems.push((item, problem));
    let name = typed.name.parse::<PersonName>().map_err(|error| wrong(Item::Name, error.into())).ok();
    let kana = if_any::<Kana, _>(&typed.kana).map_err(|error| wrong(Item::Kana, error)).ok();
    let phone = typed.phone.parse::<PhoneNumber>().map_err(|error| wrong(Item::Phone, error.into())).ok();
    let mail = if_any::<MailAddress, _>(&typed.mail).map_err(|error| wrong(Item::Mail, error)).ok();
    let why = reason(&typed.reason).map_err(|error| wrong(Item::Reason, error)).ok();
    match (name, kana, phone, mail, why) {
        (Some(name), Some(kana), Some(phone), Some(mail), Some(reason)) => {
            Ok(Checked { name, kana, phone, mail, reason })
        }
        _ => Err(problems),
    }
}

fn if_any<T, E>(typed: &str) -> Result<Option<T>, Problem>
where
    T: FromStr<Err = E>,
    Problem: From<E>,
{
    if typed.trim().is_empty() { Ok(None) } else { Ok(Some(typed.parse()?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Correction {
        Correction {
            name: "髙橋　花子".to_owned(),
            kana: "ﾀｶﾊｼ ﾊﾅｺ".to_owned(),
            phone: "０９０１２３４５６７８".to_owned(),
            mail: "ab..c.@docomo.ne.jp".to_owned(),
            reason: "本人の申出".to_owned(),
        }
    }

    #[test]
    fn it_is_read_in_its_normal_form() {
        let checked = check(&typed()).unwrap();
        assert_eq!((checked.name.as_str(), checked.phone.to_string().as_str()), ("髙橋 花子", "090-1234-5678"));
        assert_eq!(checked.kana.unwrap().as_str(), "たかはし はなこ");
        let less = Correction { kana: " ".to_owned(), mail: String::new(), ..typed() };
        let checked = check(&less).unwrap();
        assert_eq!((checked.kana, checked.mail), (None, None));
    }

    #[test]
    fn each_item_says_what_is_to_mend_and_none_is_shown_in_a_log() {
        let wrong = Correction { name: String::new(), mail: "a".to_owned(), reason: " ".to_owned(), ..typed() };
        let items: Vec<_> = check(&wrong).unwrap_err().into_iter().map(|(item, _)| item).collect();
        assert_eq!(items, [Item::Name, Item::Mail, Item::Reason]);
        assert_eq!(format!("{:?}", typed()), "Correction(…)");
    }
}
