import type {
  ResourceEventList,
  ResourceRef,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { isSameResource } from '../../presentation/resource-tree';
import { EventList } from '../events/EventList';
import { useEvents } from '../events/use-events';

/** All Events of one object, read from its cluster now. */
export function ResourceEvents(props: {
  service: ServiceRef;
  resource: ResourceRef;
}) {
  const { service, resource } = props;
  const { list, ...loaded } = useEvents(service, 'all');
  return (
    <EventList
      types="all"
      loaded={{ ...loaded, list: list && eventsOf(resource, list) }}
    />
  );
}

function eventsOf(
  resource: ResourceRef,
  { items, unreadable }: ResourceEventList,
): ResourceEventList {
  return {
    items: items.filter(event => isSameResource(event.resource, resource)),
    // Other clusters say nothing about this object.
    unreadable: unreadable.filter(
      ({ cluster }) => cluster === resource.cluster,
    ),
  };
}
