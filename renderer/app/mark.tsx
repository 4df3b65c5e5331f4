/** The product's sign: two lamps in a box. */
export const Mark = () => (
  <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden>
    <rect x="1" y="1" width="16" height="16" rx="4.5" fill="var(--accent)" />
    <circle cx="9" cy="5.6" r="2" fill="var(--accent-text)" />
    <circle cx="9" cy="12.2" r="2" fill="none" stroke="var(--accent-text)" strokeWidth="1.3" />
  </svg>
)
