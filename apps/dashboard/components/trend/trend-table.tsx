import { type EmotionGroup, GROUPS } from '@groundswell/shared/emotions.ts'
import type { ShareSeries } from '../../charts/prepare/series.ts'
import { groupVariable } from '../../lib/emotion-colours.ts'
import { capital, formatClock, formatShare } from '../../lib/format.ts'

type TrendTableProps = { groups: ShareSeries<EmotionGroup>; rate: { times: number[]; rates: number[] }; height: number }

/** The charts' numbers as a table, newest first. */
export function TrendTable({ groups, rate, height }: TrendTableProps) {
  const rows = groups.times.map((time, index) => ({ time, index })).reverse()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
    <section className="overflow-auto px-4 pb-4" style={{ height }} tabIndex={0} aria-label="Shares by time">
      <table className="w-full border-collapse text-right tabular-nums">
        <caption className="sr-only">Share of all emotions found by group, and posts a minute, newest first</caption>
        <thead className="sticky top-0 bg-panel text-xs text-muted">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              From
            </th>
            {GROUPS.map((group) => (
              <th key={group} scope="col" className="py-1 pl-3 font-medium" style={{ color: groupVariable(group) }}>
                {capital(group)}
              </th>
            ))}
            <th scope="col" className="py-1 pl-3 font-medium">
              Posts a minute
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, index }) => (
            <tr key={time} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal text-muted">
                {formatClock(time * 1000)}
              </th>
              {GROUPS.map((group) => (
                <td key={group} className="py-1 pl-3">
                  <Share share={groups.shares[group][index] ?? null} />
                </td>
              ))}
              <td className="py-1 pl-3">{(rate.rates[index] ?? 0).toFixed(Number.isInteger(rate.rates[index]) ? 0 : 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Share = ({ share }: { share: number | null }) => (share === null ? <span className="text-muted">too few</span> : formatShare(share))
