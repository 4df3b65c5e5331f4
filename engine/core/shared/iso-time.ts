const DAY_MS = 86_400_000
/** Days from the first of March of the year 0 to the first of January 1970, and in 400 years. */
const EPOCH_DAYS = 719_468
const ERA_DAYS = 146_097

/** `2026-01-02T03:04:05.006Z`, for a time (epoch ms) from the years 1 to 9999. Years begin in March here: a leap day is their last. */
export function isoTime(at: number): string {
  const days = Math.floor(at / DAY_MS)
  const ms = at - days * DAY_MS
  const shifted = days + EPOCH_DAYS
  const era = Math.floor(shifted / ERA_DAYS)
  const dayOfEra = shifted - era * ERA_DAYS
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const clock = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60].map((part) => padded(part, 2)).join(':')
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${clock}.${padded(Math.floor(ms) % 1000, 3)}Z`
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')
