'use client'

import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'

/** Follows the system until the person chooses; set before the first paint, so nothing flashes. */
export function Themes({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      {children}
    </ThemeProvider>
  )
}
