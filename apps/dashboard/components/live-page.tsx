'use client'

import { useMemo } from 'react'
import { feelings as feelingsOf } from '../charts/prepare/feelings.ts'
import { tally } from '../charts/prepare/tally.ts'
import { topLine } from '../charts/prepare/top-line.ts'
import { shownBuckets } from '../charts/prepare/window.ts'
import { useBrands } from '../hooks/use-brands.ts'
import { useLive } from '../hooks/use-live.ts'
import { useNow } from '../hooks/use-now.ts'
import { usePosts } from '../hooks/use-posts.ts'
import { useSampled } from '../hooks/use-sampled.ts'
import { useTrend } from '../hooks/use-trend.ts'
import { useView } from '../hooks/use-view.ts'
import { useWide } from '../hooks/use-wide.ts'
import { useWindowHeight } from '../hooks/use-window-height.ts'
import { classes } from '../lib/classes.ts'
import { formatClock, formatSpan } from '../lib/format.ts'
import { pageState } from '../lib/page-state.ts'
import { RANGE_SPECS } from '../lib/ranges.ts'
import { FeelingsPanel } from './feelings/feelings-panel.tsx'
import { brandName } from './header/brand-switcher.tsx'
import { PageHeader } from './header/page-header.tsx'
import type { PanelProblem } from './panel.tsx'
import { PostsPanel } from './posts/posts-panel.tsx'
import { ReconnectBanner } from './reconnect-banner.tsx'
import { TopLineView } from './top-line.tsx'
import { TrendPanel } from './trend/trend-panel.tsx'
import { useWindows, WindowsAndKeys } from './windows-and-keys.tsx'

/** The page a brand team keeps open: is anything wrong, how do people feel, how did it get there, what are they saying. */
export function LivePage() {
  const [view, change] = useView()
  const brands = useBrands()
  const live = useLive(view.brand)
  const second = useNow(1000)
  const page = pageState(live, second)
  const trend = useTrend(view, live, second)
  const { posts, error: postsError, loading: postsLoading } = usePosts(view, live)
  const windows = useWindows()
  const height = useWindowHeight()
  const wide = useWide(1024)
  // On a wide screen the page fits the window and the trend takes what the other panels leave, px.
  const chartHeight = wide ? Math.min(520, Math.max(200, height - (view.wall ? 640 : 668))) : 220

  const { window } = trend
  const feelings = useMemo(() => feelingsOf(tally(shownBuckets(window)), tally(window.before)), [window])
  const minutes = useSampled(live.minutes, Math.floor(second / 5000), `${view.brand}/${live.loaded}`)
  const line = useMemo(() => (live.loaded ? topLine([...minutes.values()], Date.now(), formatClock) : null), [live.loaded, minutes])

  const spec = RANGE_SPECS[view.range]
  const stale = page.kind === 'ready' && page.stale !== null ? `${page.stale.words}, ${formatSpan(second - page.stale.since)} old` : null
  const failed: PanelProblem | null = page.kind === 'failed' ? page : null
  const trendProblem =
    failed ??
    (trend.error === null
      ? null
      : { ...trend.error, advice: 'It is tried again every 5 seconds. Posts and shorter ranges still come live.' })
  const postsProblem =
    failed ??
    (postsError === null ? null : { ...postsError, advice: 'It is tried again every 5 seconds. New posts that fit still come live.' })
  const nothing = page.kind !== 'ready'
  const span = view.zoom === null ? spec.words : `${formatClock(window.from)} to ${formatClock(window.to)}`

  return (
    <div data-wall={view.wall} className="flex min-h-dvh flex-col lg:h-dvh">
      <PageHeader
        brands={brands}
        live={live}
        page={page}
        view={view}
        change={change}
        onPalette={windows.openPalette}
        onKeys={windows.openKeys}
      />
      <ReconnectBanner live={live} />
      <main
        className={classes(
          'mx-auto grid w-full max-w-[1760px] flex-1 gap-3 p-3 lg:min-h-0 lg:overflow-hidden',
          view.wall ? 'grid-cols-1' : 'lg:grid-cols-[minmax(0,1fr)_minmax(340px,27vw)] xl:grid-cols-[minmax(0,1fr)_minmax(380px,30vw)]',
        )}
      >
        <div className="flex min-w-0 flex-col gap-3 *:shrink-0 lg:min-h-0 lg:overflow-y-auto">
          {failed === null ? (
            <TopLineView line={line} brand={brandName(brands, view.brand)} stale={stale} />
          ) : (
            <NothingToJudge {...failed} />
          )}
          <FeelingsPanel
            feelings={nothing || trend.loading ? null : feelings}
            span={span}
            beforeWords={spec.beforeWords}
            wall={view.wall}
            stale={stale}
            problem={trendProblem}
            emotion={view.emotion}
            group={view.group}
            onEmotion={(emotion) => change({ emotion })}
            onGroup={(group) => change({ group })}
          />
          <TrendPanel
            window={window}
            feelings={feelings}
            loading={nothing || trend.loading}
            view={view}
            change={change}
            stale={stale}
            problem={trendProblem}
            height={chartHeight}
          />
        </div>
        {!view.wall && (
          <div className="flex min-w-0 flex-col lg:min-h-0">
            <PostsPanel
              posts={posts}
              removed={live.removed}
              loading={nothing || postsLoading}
              view={view}
              change={change}
              query={brands.find(({ id }) => id === view.brand)?.query ?? null}
              stale={stale}
              problem={postsProblem}
            />
          </div>
        )}
      </main>
      <WindowsAndKeys windows={windows} brands={brands} view={view} change={change} />
    </div>
  )
}

/** The top line while there is nothing to judge from. */
function NothingToJudge({ message, since, advice }: PanelProblem) {
  return (
    <section aria-labelledby="top-line" className="min-h-[72px] px-4 py-2 sm:px-1">
      <h1 id="top-line" className="text-xl font-semibold">
        {message}
      </h1>
      <p role="status" className="mt-0.5 text-sm text-muted tabular-nums">
        Since {formatClock(since)}. {advice}
      </p>
    </section>
  )
}
