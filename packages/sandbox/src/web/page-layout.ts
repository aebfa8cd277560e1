import { html, type Html } from './html';

/** A whole page of the forge around a body. */
export function page(title: string, body: Html): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox forge</title>
        <link rel="stylesheet" href="/assets/diff.css" />
        <style>
          :root {
            color-scheme: light dark;
            font-family: system-ui, sans-serif;
            line-height: 1.5;
          }
          body {
            max-width: 60rem;
            margin: 0 auto;
            padding: 1rem;
          }
          .body {
            border: 1px solid #8886;
            border-radius: 6px;
            padding: 0 1rem;
            margin: 1rem 0;
            overflow-x: auto;
          }
          .badge,
          .label {
            border-radius: 1rem;
            padding: 0.1rem 0.6rem;
            font-size: 0.85rem;
            border: 1px solid currentColor;
          }
          .badge.open {
            background: #1a7f37;
            color: #fff;
          }
          .badge.merged {
            background: #8250df;
            color: #fff;
          }
          .badge.closed {
            background: #cf222e;
            color: #fff;
          }
          .actions {
            display: flex;
            gap: 0.5rem;
            margin: 1rem 0;
          }
          button {
            font: inherit;
            padding: 0.4rem 1rem;
            border-radius: 6px;
            border: 1px solid #8886;
            cursor: pointer;
          }
          .actions form:first-child button:enabled {
            background: #1a7f37;
            color: #fff;
          }
          table {
            border-collapse: collapse;
          }
          .body td,
          .body th {
            border: 1px solid #8886;
            padding: 0.2rem 0.6rem;
          }
          pre {
            white-space: pre-wrap;
            margin: 0.2rem 0;
          }
          .d2h-file-wrapper {
            overflow-x: auto;
          }
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;
}
