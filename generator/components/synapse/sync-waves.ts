/** Order inside this component: main migrates the database, workers refuse an old schema, the router needs somebody to route to. */
export const syncWaves = { main: 0, workers: 1, router: 2 } as const;
