//! Ways between scans against those that are found by going to the roots.
use super::*;
use chrono::DateTime;

fn line(number: u128, base: Option<u128>) -> Line {
    Line {
        id: Uuid::from_u128(number),
        repository_id: Uuid::nil(),
        branch: None,
        created_at: DateTime::UNIX_EPOCH,
        seq: number as i64,
        report_hash: Vec::new(),
        deleted_at: None,
        base_id: base.map(Uuid::from_u128),
        keyframe_id: Uuid::nil(),
        since_keyframe: 0,
    }
}

#[test]
fn the_way_between_two_scans_leads_over_the_nearest_that_both_build_on() {
    let mut state = 3_u64;
    let mut draw = |many: u128| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u128::from(state) % many
    };
    let (mut found, mut far, mut apart) = (0, 0, 0);
    for _ in 0..300 {
        let bases: Vec<Option<u128>> = (0..20).map(|n| (n > 0 && draw(9) > 0).then(|| draw(n))).collect();
        let lines: Lines = bases.iter().enumerate().map(|(number, base)| line(number as u128, *base)).collect();
        let to_root = |scan: u128| std::iter::successors(Some(scan), |scan| bases[*scan as usize]).collect::<Vec<_>>();
        for _ in 0..20 {
            let (from, to, most) = (draw(20), draw(20), draw(8) as usize);
            let (back, mut on) = (to_root(from), to_root(to));
            let expected = back.iter().find(|scan| on.contains(scan)).copied().map(|met| {
                let back: Vec<u128> = back.iter().copied().take_while(|scan| *scan != met).collect();
                on = on.iter().copied().take_while(|scan| *scan != met).collect();
                on.reverse();
                (back, on.clone())
            });
            let length = expected.as_ref().map(|(back, on)| back.len() + on.len());
            let ids = |scans: &[u128]| scans.iter().copied().map(Uuid::from_u128).collect::<Vec<_>>();
            let expected = expected.map(|(back, on)| (ids(&back), ids(&on)));
            let [from, to] = [from, to].map(Uuid::from_u128);
            assert_eq!(ways(&lines, from, to, usize::MAX).unwrap(), expected);
            let is_short = length.is_some_and(|length| length <= most);
            assert_eq!(ways(&lines, from, to, most).unwrap(), expected.filter(|_| is_short));
            found += usize::from(is_short);
            far += usize::from(length.is_some() && !is_short);
            apart += usize::from(length.is_none());
        }
    }
    assert!(found > 500 && far > 500 && apart > 500, "{found} {far} {apart}");
}

#[test]
fn a_scan_that_builds_on_itself_or_on_none_that_is_there_is_an_error() {
    let circle: Lines = [line(0, Some(1)), line(1, Some(0)), line(2, None)].into_iter().collect();
    let [in_circle, other] = [0, 2].map(Uuid::from_u128);
    assert!(ways(&circle, in_circle, other, usize::MAX).is_err());
    assert_eq!(ways(&circle, in_circle, other, 1).unwrap(), None, "so far nobody goes");
    let torn: Lines = [line(0, Some(7)), line(1, None)].into_iter().collect();
    assert!(ways(&torn, Uuid::from_u128(0), Uuid::from_u128(1), usize::MAX).is_err());
}
