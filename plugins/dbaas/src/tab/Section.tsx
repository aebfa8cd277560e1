import { InfoCard } from '@backstage/core-components';
import type { ReactNode } from 'react';

/** One part of the tab, with an anchor to link to. */
export function Section(props: {
  id: string;
  title: string;
  children: ReactNode;
}) {
  const { id, title, children } = props;
  return (
    <section id={id} aria-label={title}>
      <InfoCard title={title} titleTypographyProps={{ component: 'h2' }}>
        {children}
      </InfoCard>
    </section>
  );
}
