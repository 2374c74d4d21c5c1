import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Dashboard, DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Page, Panel } from './panel.ts';

/** The data source that chart kube-prometheus-stack provisions; its `uid` is the default of `grafana.sidecar.datasources.uid`. */
const prometheus = { type: 'prometheus', uid: 'prometheus' } as const;

/** Grafana's grid is 24 wide: numbers stand six in a row, lines two. */
const sizes = {
  number: { span: 4, height: 4 },
  lines: { span: 12, height: 8 },
} as const;

const refIds = 'ABCDEFGH';

/** A page as Grafana reads it. The same page is the same bytes: nothing is counted or taken from the clock. */
export function buildDashboard(page: Page): Dashboard {
  const builder = new DashboardBuilder(page.title)
    .uid(`matrix-${page.name}`)
    .tags(['matrix'])
    .timezone('browser')
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    .readonly();
  for (const row of page.rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(buildPanel(panel));
  }
  const dashboard = builder.build();
  return {
    ...dashboard,
    panels: (dashboard.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 })),
  };
}

function buildPanel(panel: Panel) {
  const { span, height } = sizes[panel.kind];
  const builder = startPanel(panel.kind)
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .datasource(prometheus)
    .span(span)
    .height(height);
  panel.queries.forEach(({ expr, legend }, index) => {
    builder.withTarget(
      new DataqueryBuilder()
        .refId(refIds.charAt(index))
        .expr(expr)
        .legendFormat(legend ?? panel.title),
    );
  });
  return builder;
}

/** Lines are told apart by a legend below, and by all values of a moment under the pointer, largest first. */
function startPanel(kind: Panel['kind']) {
  if (kind === 'number') return new StatBuilder();
  return new TimeseriesBuilder()
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}
