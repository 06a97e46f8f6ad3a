/** Where the viewer is in the app, kept in the address bar. */

import { type Route, parse, path } from "../core/router";
import { ahead } from "./ahead";

class Place {
  route = $state.raw<Route>(parse(location.pathname + location.search));
  private depth = 0; // screens opened since the app began: whether "back" stays inside it

  constructor() {
    addEventListener("popstate", () => {
      this.depth = Math.max(0, this.depth - 1);
      this.route = parse(location.pathname + location.search);
    });
  }

  go(route: Route): void {
    if (route.screen === "watch") ahead.ask(route.drama, route.number);
    this.depth += 1;
    history.pushState(null, "", path(route));
    this.route = route;
    scrollTo(0, 0);
  }

  /** The same screen under a new address, such as the next episode. */
  replace(route: Route): void {
    history.replaceState(null, "", path(route));
    this.route = route;
  }

  /** To the screen before; where the app was opened right here, to `otherwise`. */
  back(otherwise: Route): void {
    if (this.depth > 0) history.back();
    else this.replace(otherwise);
  }
}

export const place = new Place();

/** For links: opens a route in place on a plain click, and leaves all other clicks to the browser. */
export function link(node: HTMLAnchorElement, route: Route) {
  let target = route;
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    place.go(target);
  };
  const point = () => (node.href = path(target));
  point();
  node.addEventListener("click", follow);
  return {
    update(next: Route) {
      target = next;
      point();
    },
    destroy: () => node.removeEventListener("click", follow),
  };
}
