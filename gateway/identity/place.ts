import { anonymous, type Viewer } from '@tributary/runtime/identity';
import type { Place, Principal } from './identity.ts';

/** From where somebody calls, as services are told. */
export const toPlace = ({ ip, userAgent }: Place): Pick<Viewer, 'ip' | 'userAgent'> => ({
  ...(ip && { ip }),
  ...(userAgent !== undefined && { userAgent }),
});

export const toAnonymous = (place: Place): Principal => ({
  viewer: { ...anonymous, ...toPlace(place) },
  credential: undefined,
});
