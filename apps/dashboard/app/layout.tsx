import '@fontsource-variable/inter/wght.css'
import 'uplot/dist/uPlot.min.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Themes } from '../components/themes.tsx'
import { colourVariables } from '../lib/emotion-colours.ts'
import { SURFACES, surfaceVariables } from '../lib/surfaces.ts'

export const metadata: Metadata = {
  title: { default: 'Groundswell', template: '%s · Groundswell' },
  description: 'What people feel about your brand, live.',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: SURFACES.light.page },
    { media: '(prefers-color-scheme: dark)', color: SURFACES.dark.page },
  ],
}

const variables = (['light', 'dark'] as const)
  .map((theme) => `${theme === 'light' ? ':root' : '.dark'}{${surfaceVariables(theme)};${colourVariables(theme)}}`)
  .join('')

export default async function Layout({ children }: { children: ReactNode }) {
  // Set by the server with the Content-Security-Policy of this response; without one, inline scripts need no nonce.
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <style nonce={nonce}>{variables}</style>
      </head>
      <body>
        <Themes nonce={nonce}>{children}</Themes>
      </body>
    </html>
  )
}
