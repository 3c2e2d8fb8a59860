/** Narrow no-break space: between a number and its unit, which stay on one line. */
const THIN = '\u202f'

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

/** `312`, `1.24k`, `3.1M`. */
export function formatCount(count: number): string {
  return count < 1000 ? String(Math.round(count)) : compact.format(count).replace('K', 'k')
}

/** A share 0..1 as percent; a decimal only below 10 %, and never zero for what is not. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.1) return `<0.1${THIN}%`
  return `${percent < 9.95 && percent > 0 ? percent.toFixed(1) : Math.round(percent)}${THIN}%`
}

/** An interval of shares: `10–14 %`. */
export function formatInterval(low: number, high: number): string {
  const digits = high < 0.0995 ? 1 : 0
  return `${(low * 100).toFixed(digits)}–${(high * 100).toFixed(digits)}${THIN}%`
}

/** A difference of shares in percentage points: `+3.2 pt`, with a true minus sign. */
export function formatPoints(difference: number): string {
  const points = Math.abs(difference * 100)
  const sign = difference < 0 ? '−' : '+'
  return `${sign}${points < 9.95 ? points.toFixed(1) : Math.round(points)}${THIN}pt`
}

/** A ratio as people say it: `2.4x`, `12x`. */
export function formatRatio(ratio: number): string {
  return `${ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio)}x`
}

/** A span: `3 s`, `12 min`, `2 h`, `3 d`. */
export function formatSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds}${THIN}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${THIN}min`
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}${THIN}h`
  return `${Math.floor(seconds / 86_400)}${THIN}d`
}

/** How long ago, `now` under two seconds. */
export function formatAgo(time: number, now: number): string {
  return now - time < 2000 ? 'now' : formatSpan(now - time)
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })

/** `14:05` in the person's zone. */
export const formatClock = (time: number) => clock.format(time)

/** Date, time to the second and zone, for tooltips. */
export const formatExact = (time: number) => exact.format(time)

/** Capital first letter: labels at the start of a sentence. */
export const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
