/** Every key of the live page and what it does, as `?` shows them. */
export const KEYS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Find brands, pages and actions' },
  { keys: ['1'], does: 'Last 15 minutes' },
  { keys: ['2'], does: 'Last hour' },
  { keys: ['3'], does: 'Last 24 hours' },
  { keys: ['j'], does: 'Next post' },
  { keys: ['k'], does: 'Previous post' },
  { keys: ['t'], does: 'Dark or light theme' },
  { keys: ['w'], does: 'Wall mode' },
  { keys: ['Esc'], does: 'Step back: brushed part, emotion, group, wall mode' },
  { keys: ['?'], does: 'Show these keys' },
]
