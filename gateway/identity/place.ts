import { anonymous, type Viewer } from '@tributary/runtime/identity';
import type { Place, Principal } from './identity.ts';

/** From where somebody calls, as services are told. */
export const toPlace = ({ ip, userAgent }: Place): Pick<Viewer, 'ip' | 'userAgent'> => ({
  ...(ip && { ip }),
  ...(userAgent !== undefined && { userAgent }),
});

/** The same caller, of this one call: what is remembered of somebody knows no place. */
export const withPlace = (viewer: Viewer, place: Place): Viewer => ({
  ...viewer,
  ...toPlace(place),
});

export const toAnonymous = (place: Place): Principal => ({
  viewer: withPlace(anonymous, place),
  credential: undefined,
});
