"use strict";

// A list has hundreds of parameters: one for each operator of each field. The
// page shows the fields, and the others when they are looked for.
const findParameters = (system) => {
  const { createElement, useState } = system.React;
  const many = 40;
  const Find = ({ Parameters, given }) => {
    const [text, setText] = useState("");
    const wanted = text.trim().toLowerCase();
    const shown = given.parameters.filter((p) =>
      wanted === "" ? !p.get("name").includes("__") : p.get("name").includes(wanted));
    const label = `Find one of ${given.parameters.size} parameters, such as capacity__gte; ${shown.size} are shown `;
    const input = createElement("input", { type: "search", value: text, onChange: (e) => setText(e.target.value) });
    return createElement("div", null,
      createElement("label", { className: "find-parameter" }, label, input),
      createElement(Parameters, { ...given, parameters: shown }));
  };
  return {
    wrapComponents: {
      parameters: (Parameters) => (given) => given.parameters.size > many
        ? createElement(Find, { Parameters, given })
        : createElement(Parameters, given),
    },
  };
};

// Dates are typed as texts are.
const dates = (system) => ({
  components: {
    JsonSchema_string_date: (given) => system.React.createElement(system.getComponent("JsonSchema_string"), given),
  },
});

// The key that is typed into Authorize stays in the page's memory: it is gone
// when the page is closed.
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [findParameters, dates],
  layout: "BaseLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  validatorUrl: null,
});
