/** Lightness 0..1, chroma 0..0.4, hue in degrees: equal steps look equal (Björn Ottosson, "A perceptual color space", 2020). */
export type Oklch = readonly [lightness: number, chroma: number, hue: number]

type Rgb = readonly [red: number, green: number, blue: number]

/** Linear sRGB of an OKLCH colour; components outside 0..1 are outside what screens show. */
function toLinear([lightness, chroma, hue]: Oklch): Rgb {
  const angle = (hue * Math.PI) / 180
  const a = chroma * Math.cos(angle)
  const b = chroma * Math.sin(angle)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const gamma = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)
const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const shown = (value: number) => value >= -0.0005 && value <= 1.0005

/** `#rrggbb` of a colour; chroma is lowered until a screen can show it, so lightness and hue stay what they were. */
export function oklchToHex([lightness, chroma, hue]: Oklch): string {
  let fitting = chroma
  while (fitting > 0 && !toLinear([lightness, fitting, hue]).every(shown)) fitting -= 0.002
  const bytes = toLinear([lightness, Math.max(fitting, 0), hue]).map((value) => Math.round(255 * gamma(Math.min(1, Math.max(0, value)))))
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function channels(hex: string): Rgb {
  const at = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16)
  return [at(1), at(3), at(5)]
}

/** `#rrggbb` of `over` laid on `under` with the given opacity (0..1). */
export function blend(over: string, under: string, opacity: number): string {
  const below = channels(under)
  const mixed = channels(over).map((value, index) => Math.round(value * opacity + (below[index] ?? 0) * (1 - opacity)))
  return `#${mixed.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function luminance(hex: string): number {
  const [red, green, blue] = channels(hex)
  return 0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255)
}

/** Contrast of two `#rrggbb` colours, 1..21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}
