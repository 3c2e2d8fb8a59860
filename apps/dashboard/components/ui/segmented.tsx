'use client'

import { ToggleGroup } from 'radix-ui'

type Choice<V extends string> = { value: V; label: string; title?: string }

/** One of a few, all of them in sight. */
export function Segmented<V extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string
  value: V
  choices: readonly Choice<V>[]
  onChange: (value: V) => void
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(chosen) => {
        const choice = choices.find((one) => one.value === chosen)
        if (choice !== undefined) onChange(choice.value)
      }}
      className="inline-flex h-8 shrink-0 items-center gap-0.5 rounded-md border border-line bg-panel p-0.5"
    >
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          title={choice.title}
          className="h-full rounded-sm px-2.5 text-sm whitespace-nowrap text-muted tabular-nums transition-colors hover:text-ink data-[state=on]:bg-raised data-[state=on]:font-medium data-[state=on]:text-ink"
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
