/** What this program calls itself. */
export const version = { kubets: '0.1.0', kubernetes: 'v1.36.2' } as const;
