//! Numbers as they are written in decimal, compared without the rounding of floats.

/// A number is `digits` × 10^`exponent`; zero has no digits.
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number of JSON, or one as Rust writes it.
    fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (is_negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_end_matches('0');
        let zeros = i64::try_from(all.len() - digits.len()).ok()?;
        let places = i64::try_from(fraction.len()).ok()?;
        let digits = digits.trim_start_matches('0').to_owned();
        Some(Self {
            is_negative: is_negative && !digits.is_empty(),
            exponent: if digits.is_empty() {
                0
            } else {
                exponent.checked_add(zeros)?.checked_sub(places)?
            },
            digits,
        })
    }
}

/// A number in the one way in which equal numbers are written: `1.50` and `15e-1` as `15e-1`.
pub fn plainest(number: &str) -> String {
    match Decimal::parse(number) {
        Some(Decimal {
            is_negative,
            digits,
            exponent,
        }) => {
            let sign = if is_negative { "-" } else { "" };
            format!("{sign}{digits}e{exponent}")
        }
        None => number.to_owned(),
    }
}

/// Whether a number is a whole multiple of another one, which isn't zero.
pub fn is_multiple(number: &str, of: &str) -> bool {
    let (Some(number), Some(of)) = (Decimal::parse(number), Decimal::parse(of)) else {
        return false;
    };
    let Ok(divisor) = of.digits.parse::<u128>() else {
        return false;
    };
    if divisor == 0 || divisor > u128::from(u64::MAX) {
        return number.digits == of.digits && number.exponent == of.exponent;
    }
    if number.digits.is_empty() {
        return true;
    }
    // Of `number / of`, the powers of ten that are left of the division of the digits.
    let Some(shift) = number.exponent.checked_sub(of.exponent) else {
        return false;
    };
    let mut rest = 0;
    for digit in number.digits.bytes() {
        rest = (rest * 10 + u128::from(digit - b'0')) % divisor;
    }
    if shift >= 0 {
        let mut base = 10 % divisor;
        let mut left = shift;
        // The rest of digits × 10^shift, by squaring.
        while left > 0 {
            if left & 1 == 1 {
                rest = rest * base % divisor;
            }
            base = base * base % divisor;
            left >>= 1;
        }
        return rest == 0;
    }
    // The digits have no zero at their end: digits / (divisor × 10^n) is whole only if the divisor
    // gives back the powers of ten, which its digits, without zeros at their end, can't.
    false
}
