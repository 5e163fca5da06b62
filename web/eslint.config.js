// What the compiler cannot see: unsafe types, and which folder may look into which.
import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

const folders = (target, ...from) => ({
  target: `./src/${target}`,
  from: from.map((name) => `./src/${name}`),
  message: `${target}/ may not look into ${from.join(" or ")}/.`,
});

export default tseslint.config(
  { ignores: ["dist", "dist-residents", "dist-responder", "node_modules", "src/api/generated.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-unresolved": ["error", { ignore: ["\\?url$"] }],
      "import-x/no-restricted-paths": [
        "error",
        {
          basePath: import.meta.dirname,
          zones: [
            folders("api", "rivers", "words", "map", "hq"),
            folders("rivers", "words", "map", "hq"),
            folders("words", "map", "hq"),
            folders("map", "words", "hq"),
            folders("residents", "hq", "map", "words", "responder"),
            folders("responder", "hq", "map", "words"),
            ...["api", "rivers", "words", "map", "hq", "worker"].map((each) => folders(each, "residents", "responder")),
          ],
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
    },
  },
);
