//! What of a table may be published (R5): every count below [`LEAST_PUBLISHED`] is taken out, and as many more as are needed
//! that none can be reckoned back from a total.

use serde::{Deserialize, Serialize};

use super::Table;

/// No smaller count is published (R5).
pub const LEAST_PUBLISHED: u64 = 10;

/// A table as the public may see it, with its totals. `None` is a count that is not told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Published<L, C> {
    pub columns: Vec<C>,
    pub lines: Vec<PublishedLine<L>>,
    pub column_totals: Vec<Option<u64>>,
    pub total: Option<u64>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublishedLine<L> {
    pub label: L,
    pub counts: Vec<Option<u64>>,
    pub total: Option<u64>,
}

/// Takes out what may not be told (R5): every count below ten, a total too; and then, in each line and column, the
/// smallest of the others until what is missing cannot be reckoned back: never one alone, and never together less than
/// ten beside a total. An empty cell is a small count as well.
pub fn publishable<L: Clone, C: Clone>(table: &Table<L, C>) -> Published<L, C> {
    let columns = table.columns.len();
    let width = columns + 1;
    // Totals stand at the end of each line, and below all lines.
    let mut counts: Vec<u64> = Vec::with_capacity((table.lines.len() + 1) * width);
    for ((_, line), total) in table.lines.iter().zip(table.line_totals()) {
        counts.extend(line.iter().copied().chain(std::iter::repeat(0)).take(columns));
        counts.push(total);
    }
    let below = table.column_totals();
    counts.extend(&below);
    counts.push(below.iter().sum());

    let mut told: Vec<bool> = counts.iter().map(|count| *count >= LEAST_PUBLISHED).collect();
    let height = counts.len() / width;
    let across = (0..height).map(|line| (0..width).map(|column| line * width + column).collect());
    let down = (0..width).map(|column| (0..height).map(|line| line * width + column).collect());
    // Each of them ends with the total of the others.
    let sums: Vec<Vec<usize>> = across.chain(down).collect();
    while sums.iter().any(|sum| hide_one_more(sum, &counts, &mut told)) {}

    let shown: Vec<Option<u64>> = counts.iter().zip(told).map(|(count, told)| told.then_some(*count)).collect();
    let mut shown = shown.chunks(width).map(|line| (line[..columns].to_vec(), line[columns]));
    let labels = table.lines.iter().map(|(label, _)| label.clone());
    let lines = labels
        .zip(shown.by_ref())
        .map(|(label, (counts, total))| PublishedLine { label, counts, total })
        .collect::<Vec<_>>();
    let (column_totals, total) = shown.next().unwrap_or_default();
    Published { columns: table.columns.clone(), lines, column_totals, total }
}

/// Takes out one more count of a sum that tells one of its hidden counts. Says whether there was one.
fn hide_one_more(sum: &[usize], counts: &[u64], told: &mut [bool]) -> bool {
    let Some((total, parts)) = sum.split_last() else {
        return false;
    };
    let hidden = || sum.iter().filter(|at| !told[**at]);
    let together: u64 = hidden().map(|at| counts[*at]).sum();
    let tells = match hidden().count() {
        0 => false,
        1 => true,
        _ => told[*total] && together < LEAST_PUBLISHED,
    };
    if !tells {
        return false;
    }
    let smallest = parts.iter().filter(|at| told[**at]).min_by_key(|at| counts[**at]);
    let Some(next) = smallest.or(Some(total).filter(|at| told[**at])).copied() else {
        return false;
    };
    told[next] = false;
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn table(lines: Vec<Vec<u64>>) -> Table<usize, usize> {
        Table {
            columns: (0..lines.first().map_or(0, Vec::len)).collect(),
            lines: lines.into_iter().enumerate().collect(),
        }
    }

    /// A line as the public reads it: counts, the total, a dot for what is not told.
    fn reads(counts: &[Option<u64>], total: Option<u64>) -> String {
        let say = |count: &Option<u64>| count.map_or_else(|| "·".to_owned(), |count| count.to_string());
        let counts: Vec<String> = counts.iter().map(say).collect();
        format!("{} = {}", counts.join(" "), say(&total))
    }

    fn published(lines: Vec<Vec<u64>>) -> Vec<String> {
        let published = publishable(&table(lines));
        let mut told: Vec<String> = published.lines.iter().map(|line| reads(&line.counts, line.total)).collect();
        told.push(reads(&published.column_totals, published.total));
        told
    }

    #[rstest]
    #[case::all_are_many("10 20/30 40", &["10 20 = 30", "30 40 = 70", "40 60 = 100"])]
    #[case::nobody("0 0", &["· · = ·", "· · = ·"])]
    #[case::one_small_takes_another_with_it(
        "9 20 30/40 50 60",
        &["· · 30 = 59", "· · 60 = 150", "49 70 90 = 209"],
    )]
    #[case::a_line_whose_total_is_small("3 4/40 50", &["· · = ·", "· · = ·", "43 54 = 97"])]
    #[case::two_small_that_are_few_together(
        "1 2 30/10 20 40/10 20 50",
        &["· · · = 33", "· · · = 70", "10 20 50 = 80", "21 42 120 = 183"],
    )]
    fn what_is_published(#[case] lines: &str, #[case] told: &[&str]) {
        let number = |text: &str| text.parse::<u64>().unwrap();
        let lines: Vec<Vec<u64>> = lines.split('/').map(|line| line.split(' ').map(number).collect()).collect();
        assert_eq!(published(lines), told);
    }

    #[test]
    fn a_table_without_lines_is_published_as_such() {
        let none = publishable(&Table::<u8, u8> { columns: Vec::new(), lines: Vec::new() });
        assert_eq!((none.lines.len(), none.total), (0, None));
    }

    proptest! {
        /// What is told is true and not small, and no sum tells what is hidden.
        #[test]
        fn no_small_count_can_be_reckoned_back(
            lines in (1_usize..6).prop_flat_map(|width| {
                prop::collection::vec(prop::collection::vec(prop_oneof![0_u64..12, 0_u64..60], width), 1..6)
            }),
        ) {
            let table = table(lines.clone());
            let published = publishable(&table);
            let mut real = lines;
            real.push(table.column_totals());
            for line in &mut real {
                line.push(line.iter().sum());
            }
            let mut told: Vec<Vec<Option<u64>>> = published
                .lines
                .iter()
                .map(|line| line.counts.iter().copied().chain([line.total]).collect())
                .collect();
            told.push(published.column_totals.iter().copied().chain([published.total]).collect());

            let columns = 0..real[0].len();
            let pairs = |line: usize| real[line].iter().copied().zip(told[line].iter().copied()).collect::<Vec<_>>();
            let sums = (0..real.len()).map(pairs).chain(
                columns.map(|column| (0..real.len()).map(|line| (real[line][column], told[line][column])).collect()),
            );
            for sum in sums {
                for (real, told) in &sum {
                    prop_assert!(told.is_none_or(|told| told == *real && told >= LEAST_PUBLISHED));
                }
                let hidden: Vec<u64> = sum.iter().filter(|(_, told)| told.is_none()).map(|(real, _)| *real).collect();
                prop_assert!(hidden.len() != 1, "{:?}", sum);
                let total_told = sum.last().is_some_and(|(_, told)| told.is_some());
                let together: u64 = hidden.iter().sum();
                prop_assert!(hidden.is_empty() || !total_told || together >= LEAST_PUBLISHED, "{:?}", sum);
            }
        }
    }
}
