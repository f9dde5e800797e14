//! The fields a seeker types, and what can be wrong with each. The words for a person are in `words.problem`.

use super::{
    kana::{Kana, KanaError},
    mail_address::{MailAddress, MailAddressError},
    person_name::{PersonName, PersonNameError},
    phone::{PhoneNumber, PhoneNumberError},
    seeker_number::{SeekerNumber, SeekerNumberError},
    topic::{Topic, TopicError},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Kana,
    Phone,
    Mail,
    Number,
    Topic,
}

impl Field {
    /// The name of the form's field and of its element.
    pub fn id(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Kana => "kana",
            Field::Phone => "phone",
            Field::Mail => "mail",
            Field::Number => "number",
            Field::Topic => "topic",
        }
    }
}

/// What has to be mended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    Empty,
    TooLong {
        most: u16,
    },
    /// It does not have the form that this field has; the words give an example.
    Form,
    /// A character that cannot be used here.
    Character,
}

/// The details as typed, right or wrong: a step that is left and come back to shows what was typed.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub name: String,
    pub kana: String,
    pub phone: String,
    pub mail: String,
    pub number: String,
    pub topic: String,
    pub interpreter: bool,
    pub carer: bool,
    /// Language of the letters: `ja`, `en`.
    pub mail_lang: String,
    /// The step was sent at least once: only then are problems shown.
    pub tried: bool,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Details(…)")
    }
}

/// Details that are all there and in their normal form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    pub name: PersonName,
    /// Not everyone can write their name in kana, and the clause does not ask for it.
    pub kana: Option<Kana>,
    pub phone: PhoneNumber,
    pub mail: MailAddress,
    pub number: SeekerNumber,
    pub topic: Topic,
    pub interpreter: bool,
    pub carer: bool,
    /// `ja`, `en`.
    pub mail_lang: &'static str,
}

impl Checked {
    /// The normal form, as it is stored and shown back.
    pub fn normal(&self) -> Details {
        Details {
            name: self.name.to_string(),
            kana: self.kana.as_ref().map(Kana::to_string).unwrap_or_default(),
            phone: self.phone.to_string(),
            mail: self.mail.to_string(),
            number: self.number.to_string(),
            topic: self.topic.to_string(),
            interpreter: self.interpreter,
            carer: self.carer,
            mail_lang: self.mail_lang.to_owned(),
            tried: true,
        }
    }
}

/// Reads all the fields, or says in the order of the form what is to mend in each (Art. 6(2)).
///
/// # Errors
/// One problem for each field that has one.
pub fn check(typed: &Details) -> Result<Checked, Vec<(Field, Problem)>> {
    let mut problems = Vec::new();
    let name = read(Field::Name, &typed.name, &mut problems);
    let kana = match typed.kana.trim() {
        "" => Some(None),
        _ => read(Field::Kana, &typed.kana, &mut problems).map(Some),
    };
    let number = read(Field::Number, &typed.number, &mut problems);
    let phone = read(Field::Phone, &typed.phone, &mut problems);
    let mail = read(Field::Mail, &typed.mail, &mut problems);
    let topic = read(Field::Topic, &typed.topic, &mut problems);
    match (name, kana, phone, mail, number, topic) {
        (Some(name), Some(kana), Some(phone), Some(mail), Some(number), Some(topic)) => Ok(Checked {
            name,
            kana,
            phone,
            mail,
            number,
            topic,
            interpreter: typed.interpreter,
            carer: typed.carer,
            mail_lang: if typed.mail_lang == "en" { "en" } else { "ja" },
        }),
        _ => Err(problems),
    }
}

/// What can be corrected by the link: telephone and mail address.
///
/// # Errors
/// One problem for each of the two that has one.
pub fn check_contact(phone: &str, mail: &str) -> Result<(PhoneNumber, MailAddress), Vec<(Field, Problem)>> {
    let mut problems = Vec::new();
    match (read(Field::Phone, phone, &mut problems), read(Field::Mail, mail, &mut problems)) {
        (Some(phone), Some(mail)) => Ok((phone, mail)),
        _ => Err(problems),
    }
}

fn read<T: FromStr>(field: Field, typed: &str, problems: &mut Vec<(Field, Problem)>) -> Option<T>
where
    Problem: From<T::Err>,
{
    typed.parse().map_err(|error| problems.push((field, Problem::from(error)))).ok()
}

fn at_most(most: usize) -> Problem {
    Problem::TooLong { most: u16::try_from(most).unwrap_or(u16::MAX) }
}

impl From<PersonNameError> for Problem {
    fn from(error: PersonNameError) -> Self {
        match error {
            PersonNameError::Empty => Problem::Empty,
            PersonNameError::TooLong { max } => at_most(max),
            PersonNameError::HiddenCharacter => Problem::Character,
            PersonNameError::NoLetter => Problem::Form,
        }
    }
}

impl From<KanaError> for Problem {
    fn from(error: KanaError) -> Self {
        match error {
            KanaError::Empty => Problem::Empty,
            KanaError::TooLong { max } => at_most(max),
            KanaError::NotKana => Problem::Form,
        }
    }
}

impl From<PhoneNumberError> for Problem {
    fn from(error: PhoneNumberError) -> Self {
        match error {
            PhoneNumberError::Empty => Problem::Empty,
            PhoneNumberError::NotDigits => Problem::Character,
            _ => Problem::Form,
        }
    }
}

impl From<MailAddressError> for Problem {
    fn from(error: MailAddressError) -> Self {
        match error {
            MailAddressError::Empty => Problem::Empty,
            MailAddressError::TooLong { max } => at_most(max),
            MailAddressError::Space | MailAddressError::NotAscii | MailAddressError::NotAllowed => Problem::Character,
            _ => Problem::Form,
        }
    }
}

impl From<SeekerNumberError> for Problem {
    fn from(error: SeekerNumberError) -> Self {
        match error {
            SeekerNumberError::Empty => Problem::Empty,
            SeekerNumberError::NotDigits => Problem::Character,
            _ => Problem::Form,
        }
    }
}

impl From<TopicError> for Problem {
    fn from(error: TopicError) -> Self {
        match error {
            TopicError::Empty => Problem::Empty,
            TopicError::TooLong { max, .. } => at_most(max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Details {
        Details {
            name: "  髙橋　花子 ".into(),
            kana: "ﾀｶﾊｼ ﾊﾅｺ".into(),
            phone: "０９０１２３４５６７８".into(),
            mail: "ab..c.@DOCOMO.ne.jp".into(),
            number: "１５０２０１２３４５６７".into(),
            topic: "仕事の探し方".into(),
            ..Details::default()
        }
    }

    #[test]
    fn what_is_typed_loosely_comes_back_in_its_normal_form() {
        let normal = check(&typed()).expect("all there").normal();
        assert_eq!(
            [&normal.name, &normal.kana, &normal.phone, &normal.mail, &normal.number, &normal.mail_lang],
            ["髙橋 花子", "たかはし はなこ", "090-1234-5678", "ab..c.@docomo.ne.jp", "15020-1234567", "ja"]
        );
        assert_eq!(check(&normal).map(|again| again.normal()), Ok(normal));
    }

    #[test]
    fn problems_come_in_the_order_of_the_form() {
        let nothing = Details { kana: "a".into(), ..Details::default() };
        let fields = check(&nothing).map(|_| ()).expect_err("all to mend").into_iter().map(|(field, _)| field);
        let form = [Field::Name, Field::Kana, Field::Number, Field::Phone, Field::Mail, Field::Topic];
        assert_eq!(fields.collect::<Vec<_>>(), form);
    }

    #[test]
    fn a_name_without_kana_is_whole() {
        let normal = check(&Details { kana: " ".into(), ..typed() }).expect("all there").normal();
        assert_eq!(normal.kana, "");
    }

    #[test]
    fn a_long_topic_says_how_much_is_too_much() {
        let problems = check(&Details { topic: "あ".repeat(1001), ..typed() });
        assert_eq!(problems, Err(vec![(Field::Topic, Problem::TooLong { most: 1000 })]));
    }
}
