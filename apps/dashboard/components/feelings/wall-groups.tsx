import type { Feelings } from '../../charts/prepare/feelings.ts'
import { groupVariable } from '../../lib/emotion-colours.ts'
import { capital, formatInterval, formatShare } from '../../lib/format.ts'
import { Change } from './feeling-row.tsx'

/** The groups' shares to be read from across a room. */
export function WallGroups({ groups }: Pick<Feelings, 'groups'>) {
  return (
    <ul className="grid grid-cols-2 gap-6 px-4 pb-4 tabular-nums lg:grid-cols-4">
      {groups.map(({ key, estimate, change }) => (
        <li key={key} className="border-l-4 pl-4" style={{ borderColor: groupVariable(key) }}>
          <p className="text-lg font-medium" style={{ color: groupVariable(key) }}>
            {capital(key)}
          </p>
          <p className="flex flex-wrap items-baseline gap-x-4">
            <span className="text-[clamp(2rem,3vw,4rem)] leading-tight font-semibold">{formatShare(estimate.share)}</span>
            <span className="text-base text-muted">{formatInterval(estimate.low, estimate.high)}</span>
            <span className="[&>span]:text-base">
              <Change change={change} />
            </span>
          </p>
        </li>
      ))}
    </ul>
  )
}
