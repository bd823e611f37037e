/** Made from the server's description of the API (`npm run docs`): not changed by hand. */
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server answers. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            ok: true;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stores can be read, and the watch told of itself not long ago; else 503. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            ok: true;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Measurements in the text format of Prometheus. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the first account is still to be made. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            needed: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Makes the first account, an admin, with the secret of the link that the server printed. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        token: string;
                        name: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Logs in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Logs out. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes one's own password; all other sessions of the account end. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                        next: string;
                    };
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own sessions: browsers that are logged in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SessionPlace"][];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of one's own sessions: that browser is logged out. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one can log in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            password: true;
                            oidc: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the browser to the provider of OpenID Connect, to log in there. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the provider sends the browser back to: begins the session, or sends it on to the login page with ?refused= and a status. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All accounts, by name. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Account"][];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Adds an account. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        /** @enum {string} */
                        role: "viewer" | "analyst" | "responder" | "admin";
                        password: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes an account with all its sessions and tokens. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes the role of an account, or its password, which ends its sessions. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        role?: "viewer" | "analyst" | "responder" | "admin";
                        password?: string;
                    };
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own tokens; those of all accounts for an admin. Secrets are not kept and not shown. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Token"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a token; its text is answered this once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description What it is for */
                        name: string;
                        /**
                         * @description It may do no more than this
                         * @enum {string}
                         */
                        role: "viewer" | "analyst" | "responder" | "admin";
                        /** @description What it is for */
                        scopes: ("api" | "push" | "metrics")[];
                        /** @description How long it is valid (d) */
                        days: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            token: string;
                            id: string;
                            account: string;
                            name: string;
                            /** @enum {string} */
                            role: "viewer" | "analyst" | "responder" | "admin";
                            scopes: ("api" | "push" | "metrics")[];
                            /** @description Unix ms */
                            added: number;
                            /** @description Unix ms */
                            expires: number;
                            /** @description Last (Unix ms); null before the first time */
                            used: number | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a token: one's own, or any for an admin. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: {
            parameters: {
                query?: {
                    kind?: "block" | "approval-asked" | "approved" | "held" | "enforced" | "enforce-failed" | "ended" | "excepted" | "exception-ended" | "blocking-off" | "blocking-on" | "acknowledged" | "assigned" | "incident-closed" | "false-alarm" | "muted" | "mute-ended" | "logged-in" | "login-failed" | "logged-out" | "account-added" | "account-changed" | "account-removed" | "password-changed" | "token-added" | "token-removed" | "policy-changed" | "policy-in-force" | "model-promoted" | "report-asked" | "schedule-changed";
                    /** @description Part of an entry: who, whom, why */
                    search?: string;
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AuditEntry"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the watch is doing: what it read, judged and lost since its state began. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Unix ms */
                            now: number;
                            version: string;
                            /** @description When the server started (Unix ms) */
                            started: number;
                            /** @description When the watch last told of itself (Unix ms) */
                            heard: number | null;
                            watch: components["schemas"]["WatchStatus"] | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service is, how it is set up, what its state takes, and how what acts and tells is doing. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: told {sequence}, status, acted, incident {id}; reset where some were missed. Last-Event-ID goes on. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incidents, last changed first. */
        get: {
            parameters: {
                query?: {
                    /** @description open: those acknowledged, too */
                    state?: "open" | "closed" | "all";
                    /** @description Part of number, host, name, family or rule */
                    search?: string;
                    /** @description Name of an account; "-": to nobody */
                    assigned?: string;
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Incident"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is known of an incident, with what happened in order. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentDetail"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody looks after it: it is told again only when it grows stronger. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says who looks after it: an analyst, or somebody who may do more. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Account; null: nobody */
                        to: string | null;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends it; nobody is told. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/false-alarm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Nothing is wrong: closes it, lifts its blocks, spares and mutes these behaviours of the host, and notes it for training. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Why, for those who come after */
                        reason: string;
                        /**
                         * @description Spared and muted for so long (d)
                         * @default 30
                         */
                        days?: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assignees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of accounts that may look after incidents. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: string[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mutes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What nobody is told of now, and how much it kept back. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Mute"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Tells nobody of a host, or of behaviours, for a while; detection and blocks go on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description null: any host */
                        prefix: string | null;
                        /** @description null: whatever it does */
                        families: ("port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context")[] | null;
                        /** @description Why, for those who come after */
                        reason: string;
                        /** @description For so long (h) */
                        hours: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Mute"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mutes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Tells of it again. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Blocks, the newest decision first. */
        get: {
            parameters: {
                query?: {
                    /** @description live: those that stand or wait */
                    status?: "live" | "ended" | "all";
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Block"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a block that waits be done. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Block"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{id}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Drops a block that waits. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Why, for those who come after */
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Block"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lifts a block, and spares its address for a while. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Why, for those who come after */
                        reason: string;
                        /** @description Its addresses are spared for so long (h); 0: they may be blocked again at once */
                        hours: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Block"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/undo-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lifts every block, and spares their addresses for a while. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Why, for those who come after */
                        reason: string;
                        /** @description Its addresses are spared for so long (h); 0: they may be blocked again at once */
                        hours: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            ended: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether blocks are held, or the kill switch is thrown. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Blocking"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Throws the kill switch, which lifts everything, or takes it back. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        isBlocking: boolean;
                        /** @description Why, for those who come after */
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Blocking"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is spared now. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Exception"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Spares an address or prefix, and lifts what blocks it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        prefix: string;
                        /** @description Why, for those who come after */
                        reason: string;
                        /** @description For so long (h); null: until it is removed */
                        hours: number | null;
                        /** @description Only for evidence of these; absent: whatever it does */
                        families?: ("port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context")[];
                        ports?: number[];
                        /** @enum {string} */
                        direction?: "in" | "out" | "within";
                        /** @description Absent: at all of them */
                        site?: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            exception: components["schemas"]["Exception"];
                            endedBlocks: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exceptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Spares it no more. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/push/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes lines of logs for an input of kind "push", as they are or by gzip. 204: they are on the disk; the same body again is taken once. 503: not taken, to be sent again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Traffic, coverage, evidence, incidents, blocks and the riskiest hosts: of a day, unless from and to say otherwise. */
        get: {
            parameters: {
                query?: {
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Overview"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hosts with evidence: the riskiest first, or those seen last. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                    /** @description Part of an address or a name, or a prefix */
                    search?: string;
                    order?: "risk" | "last";
                    /** @description Those with evidence of it */
                    family?: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
                    role?: "actor" | "victim";
                    site?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["HostRow"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{host}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One host: its names, risks, incidents and blocks. */
        get: {
            parameters: {
                query?: {
                    /** @description Where several sites have this host */
                    site?: string;
                };
                header?: never;
                path: {
                    host: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HostDetail"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{host}/risk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The risk of a host over time, with the share of each family; a week, unless from and to say otherwise. */
        get: {
            parameters: {
                query?: {
                    /** @description Where several sites have this host */
                    site?: string;
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                };
                header?: never;
                path: {
                    host: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** @description Unix ms */
                                time: number;
                                /** @enum {string} */
                                role: "actor" | "victim";
                                risk: number;
                                shares: {
                                    /** @enum {string} */
                                    family: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
                                    share: number;
                                }[];
                            }[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{host}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Evidence about a host: the last seen first, or the most surprising. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                    /** @description Where several sites have this host */
                    site?: string;
                    order?: "last" | "surprise";
                };
                header?: never;
                path: {
                    host: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["EvidenceRow"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of flows that a query finds as a file: CSV, JSON lines, ECS or OCSF; a last line tells when it was cut, at 1,000,000. */
        get: {
            parameters: {
                query?: {
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                    /** @description See docs/flow-queries.md; empty: all */
                    query?: string;
                    format?: "csv" | "ndjson" | "ecs" | "ocsf";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Evidence as JSON lines, the last seen first: as it is kept, ECS, or OCSF. */
        get: {
            parameters: {
                query?: {
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                    host?: string;
                    site?: string;
                    family?: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
                    format?: "ndjson" | "ecs" | "ocsf";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-ndjson": string;
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Evidence, the last seen first. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                    family?: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["EvidenceRow"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One piece of evidence: what it rests on, and what would have had to be otherwise. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EvidenceDetail"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence/{id}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The records of flows that a piece of evidence names, of its first 20: those that are kept. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["FlowRow"][];
                            /** @description Records that are not kept, or are of no flow */
                            missing: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The inputs of the watch: what was read, refused and lost, and how they are. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Source"][];
                            next: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The policy as the configuration file has it, and read aloud. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Policy"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Replaces the policy in the configuration file; the watch takes it up at its next checkpoint. 409: it was changed meanwhile, or cannot be edited. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The section `policy` of the configuration: YAML, without its key */
                        text: string;
                        /** @description Of the text that was edited */
                        digest: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Policy"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a changed policy would have done to what was stored, beside the present one. Changes nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The section `policy` of the configuration: YAML, without its key */
                        text: string;
                        /**
                         * @description The last days of event time
                         * @default 7
                         */
                        days?: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PolicyPreview"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of flows that a query finds; of the last day that is stored, unless from and to say otherwise. */
        get: {
            parameters: {
                query?: {
                    /** @description Items at most */
                    limit?: number;
                    /** @description `next` of the page before */
                    cursor?: string;
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                    /** @description See docs/flow-queries.md; empty: all */
                    query?: string;
                    order?: "newest" | "oldest" | "bytes";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["FlowRow"][];
                            next: string | null;
                            /** @description False where a limit of time or of rows cut the search */
                            isWhole: boolean;
                            /** @description Files of the history */
                            scannedFiles: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Flows that a query finds, over time; a flow counts when it ends. */
        get: {
            parameters: {
                query?: {
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                    /** @description See docs/flow-queries.md; empty: all */
                    query?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Unix ms */
                            from: number;
                            /** @description Unix ms, not included */
                            to: number;
                            /** @description What is stored at all */
                            stored: {
                                /** @description Unix ms */
                                from: number;
                                /** @description Unix ms */
                                to: number;
                            } | null;
                            stepMs: number;
                            items: {
                                /** @description Unix ms */
                                time: number;
                                flows: number;
                                bytes: number;
                            }[];
                            /** @description False where a limit of time or of rows cut the search */
                            isWhole: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What most flows that a query finds have in common; "" where it is not known. */
        get: {
            parameters: {
                query?: {
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                    /** @description See docs/flow-queries.md; empty: all */
                    query?: string;
                    by?: "source" | "destination" | "destinationPort" | "protocol" | "service" | "state";
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                key: string;
                                flows: number;
                                bytes: number;
                            }[];
                            /** @description False where a limit of time or of rows cut the search */
                            isWhole: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{host}/peers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The other sides of a host’s flows, most bytes first; of the last day that is stored, unless from and to say otherwise. */
        get: {
            parameters: {
                query?: {
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                    site?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    host: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                peer: string;
                                flows: number;
                                bytes: number;
                                failed: number;
                                /** @description Destination ports of its flows, 20 at most */
                                ports: number[];
                                /** @description Unix ms */
                                first: number;
                                /** @description Unix ms */
                                last: number;
                                /** @enum {string} */
                                direction: "out" | "in" | "both";
                            }[];
                            /** @description False where a limit of time or of rows cut the search */
                            isWhole: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Networks of our own, countries of the others, and what goes between them; of the last day that is stored, unless from and to say otherwise. */
        get: {
            parameters: {
                query?: {
                    /** @description Unix ms */
                    from?: number;
                    /** @description Unix ms, not included */
                    to?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Networks"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of models, newest first, and who judges. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ModelRow"][];
                            judgedBy: ("own" | "baseline" | "none") | null;
                            drift: {
                                start: number;
                                end: number;
                                flows: number;
                                columns: string[];
                            } | null;
                            /** @description Whether what is promoted here judges */
                            isFollowed: boolean;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version, with what its models hold scores against. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Model"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{version}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed from another version to this one, in plain sentences. */
        get: {
            parameters: {
                query: {
                    from: number;
                };
                header?: never;
                path: {
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: string[];
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{version}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a version the current one: the watch judges by it from its next checkpoint on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    version: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelRow"];
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports that the watch made, newest first, and when it makes them. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Report"][];
                            schedule: {
                                /** @description 0: never (h) */
                                everyHours: number;
                                /** @description Reports */
                                keep: number;
                            };
                            /** @description Kinds of places where reports are published */
                            places: string[];
                            /** @description What is being made or published, or asked for */
                            running: string | null;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{name}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of a report, which may do nothing in a browser but be read. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                    file: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/make": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for a report of the last hours that are in the history; the watch makes it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        hours: number;
                    };
                };
            };
            responses: {
                /** @description Done. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{name}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for a report to be published where the configuration says; the watch does it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Done. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes in the configuration file how often reports are made; the watch follows it. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description 0: never (h) */
                        everyHours: number;
                        /** @description Reports */
                        keep: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description 0: never (h) */
                            everyHours: number;
                            /** @description Reports */
                            keep: number;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description of the API (OpenAPI 3.1). */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description What went wrong (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            name: string;
            /** @enum {string} */
            role: "viewer" | "analyst" | "responder" | "admin";
            /** @description Unix ms */
            added: number;
            /** @description Last (Unix ms); null before the first */
            login: number | null;
        };
        AuditEntry: {
            sequence: number;
            /** @description ISO 8601 in UTC */
            time: string;
            /** @enum {string} */
            kind: "block" | "approval-asked" | "approved" | "held" | "enforced" | "enforce-failed" | "ended" | "excepted" | "exception-ended" | "blocking-off" | "blocking-on" | "acknowledged" | "assigned" | "incident-closed" | "false-alarm" | "muted" | "mute-ended" | "logged-in" | "login-failed" | "logged-out" | "account-added" | "account-changed" | "account-removed" | "password-changed" | "token-added" | "token-removed" | "policy-changed" | "policy-in-force" | "model-promoted" | "report-asked" | "schedule-changed";
            by: string;
            about: {
                [key: string]: unknown;
            };
        };
        Block: {
            id: string;
            site: string;
            prefix: string;
            /** @description That traffic gave it: anybody can forge them */
            names: string[];
            /** @enum {string} */
            status: "waiting" | "standing" | "ended";
            ending: ("expired" | "undone" | "excepted" | "denied") | null;
            rule: string;
            reason: string;
            evidenceIds: string[];
            /** @description Event time (Unix ms) */
            decided: number;
            /** @description Unix ms */
            expires: number;
            /** @description Unix ms */
            ended: number | null;
            /** @description Flows that it kept out */
            refused: number;
            /** @description Flows that were answered all the same */
            passed: number;
            /** @description Flows of other hosts that went in vain */
            missed: number;
            /** @description These other hosts */
            losers: number;
        };
        Blocking: {
            /** @description false while the kill switch is thrown: nothing is held */
            isBlocking: boolean;
            /** @enum {string} */
            mode: "observe" | "alert" | "enforce";
        };
        EvidenceDetail: {
            id: string;
            /** @enum {string} */
            family: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
            site: string;
            host: string;
            /** @enum {string} */
            role: "actor" | "victim";
            peer: string | null;
            /** @description Unix ms */
            firstSeen: number;
            /** @description Unix ms */
            lastSeen: number;
            surprise: number;
            attributable: boolean;
            summary: string;
            /** @description MITRE ATT&CK */
            technique: string | null;
            recordCount: number;
            /** @description Of its host, when it was stored */
            risk: number;
            basis: {
                [key: string]: unknown;
            };
            contributions: {
                feature: string;
                value: number;
                unit: string;
                usual: {
                    low: number;
                    high: number;
                } | null;
                share: number;
            }[];
            threshold: {
                feature: string;
                value: number;
                unit: string;
            } | null;
            counterfactual: string | null;
            ports: number[] | null;
            key: string;
            window: {
                /** @description Unix ms */
                start: number;
                /** @description Unix ms */
                end: number;
            };
            similar: {
                [key: string]: unknown;
            } | null;
            inputs: {
                input: number;
                name: string;
                format: string;
                records: number[];
            }[];
        };
        EvidenceRow: {
            id: string;
            /** @enum {string} */
            family: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
            site: string;
            host: string;
            /** @enum {string} */
            role: "actor" | "victim";
            peer: string | null;
            /** @description Unix ms */
            firstSeen: number;
            /** @description Unix ms */
            lastSeen: number;
            surprise: number;
            attributable: boolean;
            summary: string;
            /** @description MITRE ATT&CK */
            technique: string | null;
            recordCount: number;
            /** @description Of its host, when it was stored */
            risk: number;
        };
        Exception: {
            id: number;
            prefix: string;
            reason: string;
            /** @description null: at all of them */
            site: string | null;
            /** @description null: whatever it does */
            families: ("port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context")[] | null;
            /** @description Only for evidence about these destination ports alone */
            ports: number[] | null;
            direction: ("in" | "out" | "within") | null;
            /** @description Unix ms */
            added: number;
            /** @description Unix ms; null: until it is removed */
            expires: number | null;
        };
        FlowRow: {
            /** @description Unix ms */
            time: number;
            durationMs: number | null;
            source: string;
            destination: string;
            sourcePort: number | null;
            destinationPort: number | null;
            /** @description IANA number */
            protocol: number | null;
            /** @description Zeek's conn_state */
            state: string | null;
            service: string | null;
            bytesSent: number | null;
            bytesReceived: number | null;
            packetsSent: number | null;
            packetsReceived: number | null;
            input: number;
            record: number;
            site: string;
            vlan: number | null;
            uid: string | null;
            identity: string | null;
            /** @description The device that told of it */
            exporter: string | null;
            /** @description Hardware address of the source */
            mac: string | null;
        };
        HostDetail: {
            site: string;
            host: string;
            subject: "network" | null;
            names: {
                name: string;
                source: string;
            }[];
            isInternal: boolean | null;
            location: {
                country: string | null;
                network: string | null;
            } | null;
            risks: {
                /** @enum {string} */
                role: "actor" | "victim";
                risk: number;
                peak: number;
                /** @description Unix ms */
                peakTime: number;
                shares: {
                    /** @enum {string} */
                    family: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
                    share: number;
                    confidence: number;
                    surprise: number;
                    attributable: boolean;
                    evidenceIds: string[];
                }[];
            }[];
            /** @description Risks from which the policy alerts and blocks, where no rule of it says otherwise */
            lines: {
                alert: number;
                block: number;
            };
            firstSeen: number | null;
            lastSeen: number | null;
            evidence: number;
            incidents: {
                id: string;
                /** @enum {string} */
                role: "actor" | "victim";
                risk: number;
                /** @enum {string} */
                action: "ignore" | "alert" | "block" | "quarantine";
                simulated: boolean;
                /** @description A person must agree before it is done */
                approval: boolean;
                /** @description Why it was decided so, also why not more */
                reason: string;
                /** @description Unix ms */
                opened: number;
                /** @description Unix ms */
                changed: number;
                /** @enum {string} */
                state: "open" | "acknowledged" | "closed";
            }[];
            blocks: {
                id: string;
                prefix: string;
                /** @enum {string} */
                status: "waiting" | "standing" | "ended";
                /** @description Unix ms */
                expires: number;
            }[];
        };
        HostRow: {
            site: string;
            host: string;
            subject: "network" | null;
            /** @enum {string} */
            role: "actor" | "victim";
            /** @description As of the newest event time */
            risk: number;
            peak: number;
            /** @description Unix ms */
            peakTime: number;
            /** @description Unix ms */
            lastSeen: number;
            families: ("port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context")[];
            names: string[];
            evidence: number;
        };
        Incident: {
            id: string;
            site: string;
            host: string;
            /** @enum {string} */
            role: "actor" | "victim";
            /** @description That traffic gave it: anybody can forge them */
            names: string[];
            /** @enum {string} */
            state: "open" | "acknowledged" | "closed";
            /** @description Name of the account of who looks after it */
            assigned: string | null;
            /** @description The highest so far (0..1) */
            risk: number;
            families: ("port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context")[];
            /** @enum {string} */
            action: "ignore" | "alert" | "block" | "quarantine";
            simulated: boolean;
            /** @description A person must agree before it is done */
            approval: boolean;
            rule: string;
            reason: string;
            /** @description Event time (Unix ms) */
            opened: number;
            /** @description When something was last heard of it (Unix ms) */
            changed: number;
            /** @description When its block ends (Unix ms) */
            expires: number | null;
            isMuted: boolean;
        };
        IncidentDetail: {
            id: string;
            site: string;
            host: string;
            /** @enum {string} */
            role: "actor" | "victim";
            /** @description That traffic gave it: anybody can forge them */
            names: string[];
            /** @enum {string} */
            state: "open" | "acknowledged" | "closed";
            /** @description Name of the account of who looks after it */
            assigned: string | null;
            /** @description The highest so far (0..1) */
            risk: number;
            families: ("port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context")[];
            /** @enum {string} */
            action: "ignore" | "alert" | "block" | "quarantine";
            simulated: boolean;
            /** @description A person must agree before it is done */
            approval: boolean;
            rule: string;
            reason: string;
            /** @description Event time (Unix ms) */
            opened: number;
            /** @description When something was last heard of it (Unix ms) */
            changed: number;
            /** @description When its block ends (Unix ms) */
            expires: number | null;
            isMuted: boolean;
            named: {
                address: string;
                names: {
                    name: string;
                    /** @enum {string} */
                    source: "dhcp" | "dns" | "tls" | "http";
                }[];
            }[];
            evidence: {
                id: string;
                /** @enum {string} */
                family: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
                summary: string;
                surprise: number;
                /** @description Event time (Unix ms) */
                firstSeen: number;
                /** @description Event time (Unix ms) */
                lastSeen: number;
            }[];
            moreEvidence: number;
            blocks: components["schemas"]["Block"][];
            timeline: {
                /** @description Of the traffic, or on the clock of whoever acted (Unix ms) */
                time: number;
                /** @enum {string} */
                kind: "opened" | "evidence" | "decision" | "acknowledged" | "assigned" | "closed" | "false-alarm" | "block" | "approval-asked" | "approved" | "ended" | "expired" | "undone" | "excepted" | "denied";
                /** @description Who did it; null for what just happened */
                by: string | null;
                text: string;
            }[];
        };
        Model: {
            version: number;
            sha256: string;
            /** @description Unix ms */
            added: number;
            isCurrent: boolean;
            /** @description Why the file cannot be used */
            fault: string | null;
            flows: {
                /** @description Rows that were learned from */
                learned: number;
                /** @description Rows that were offered */
                seen: number;
                members: string[];
            } | null;
            hosts: {
                /** @description Rows that were learned from */
                learned: number;
                /** @description Rows that were offered */
                seen: number;
                members: string[];
            } | null;
            calibration: {
                /** @enum {string} */
                rows: "flow" | "host-window";
                member: string;
                calibrationRows: number;
                /** @description In the combination (0..1) */
                weight: number | null;
                /** @description Scores that the share p of ordinary rows stays under */
                quantiles: {
                    p: number;
                    score: number;
                }[];
            }[];
            columns: {
                /** @enum {string} */
                rows: "flow" | "host-window";
                name: string;
                /** @description Quantiles of the rows that were learned from, every 2.5 % */
                spread: number[];
            }[];
        };
        ModelRow: {
            version: number;
            sha256: string;
            /** @description Unix ms */
            added: number;
            isCurrent: boolean;
            /** @description Why the file cannot be used */
            fault: string | null;
            flows: {
                /** @description Rows that were learned from */
                learned: number;
                /** @description Rows that were offered */
                seen: number;
                members: string[];
            } | null;
            hosts: {
                /** @description Rows that were learned from */
                learned: number;
                /** @description Rows that were offered */
                seen: number;
                members: string[];
            } | null;
        };
        Mute: {
            id: number;
            /** @description null: any host */
            prefix: string | null;
            /** @description null: whatever it does */
            families: ("port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context")[] | null;
            reason: string;
            /** @description Unix ms */
            added: number;
            /** @description Unix ms; null: until it is removed */
            expires: number | null;
            /** @description Notices that it kept from being sent */
            kept: number;
        };
        Networks: {
            internal: string[];
            /** @description Internal /24 or /64, 200 at most */
            networks: {
                prefix: string;
                isInternal: boolean;
                hosts: number;
                /** @description Its hosts with most bytes, 20 at most */
                busiest: string[];
                flows: number;
                bytes: number;
                riskiest: number;
            }[];
            countries: {
                /** @description ISO 3166-1, or "" */
                country: string;
                hosts: number;
                /** @description Its hosts with most bytes, 20 at most */
                busiest: string[];
                flows: number;
                bytes: number;
                riskiest: number;
            }[];
            links: {
                from: string;
                to: string;
                flows: number;
                bytes: number;
            }[];
            /** @description False where a limit of time or of rows cut the search */
            isWhole: boolean;
        };
        Overview: {
            /** @description Unix ms */
            from: number;
            /** @description Unix ms */
            to: number;
            stepMs: number;
            /** @description By event time */
            traffic: {
                /** @description Unix ms */
                time: number;
                flows: number;
                bytes: number;
                packets: number;
                evidence: number;
                incidents: number;
            }[];
            /** @description By the wall's clock; without from and to, the day up to the newest minute of that clock */
            coverage: {
                /** @description Unix ms */
                time: number;
                received: number;
                parsed: number;
                rejected: number;
                ignored: number;
                dropped: number;
                late: number;
                scored: number;
            }[];
            families: {
                /** @enum {string} */
                family: "port-scan" | "ping-sweep" | "brute-force" | "flood" | "reflection" | "beaconing" | "long-connection" | "exfiltration" | "dns-tunnel" | "icmp-tunnel" | "lateral-movement" | "man-in-the-middle" | "address-conflict" | "rogue-service" | "clear-text" | "rare-destination" | "rhythm" | "indicator" | "spoofing" | "rule" | "learned" | "context";
                evidence: number;
                hosts: number;
            }[];
            incidents: {
                open: number;
                acknowledged: number;
                unacknowledged: number;
                closedInSpan: number;
            };
            blocks: {
                standing: number;
                waiting: number;
                isBlocking: boolean;
                /** @enum {string} */
                mode: "observe" | "alert" | "enforce";
            };
            riskiest: components["schemas"]["HostRow"][];
        };
        Policy: {
            /** @description The section `policy` of the configuration: YAML, without its key */
            text: string;
            /** @description SHA-256 of the text: to be sent with a change of it */
            digest: string;
            /** @enum {string} */
            mode: "observe" | "alert" | "enforce";
            /** @description Name of the configuration file; null: there is none */
            file: string | null;
            isEditable: boolean;
            /** @description Why it cannot be edited */
            why: string | null;
            /** @description Where this policy decides already: with what the alert budget made of it */
            alertLine: number;
            blockLine: number;
            alertBudget: number | null;
            rules: {
                name: string;
                action: string;
                text: string;
            }[];
            guards: {
                name: string;
                says: string;
            }[];
            /** @description JSON Schema of the section */
            schema: {
                [key: string]: unknown;
            };
        };
        PolicyPreview: {
            evidence: number;
            /** @description Event time (Unix ms) */
            from: number | null;
            /** @description Event time (Unix ms) */
            to: number | null;
            before: {
                alertedHosts: number;
                blockedHosts: number;
                doneHosts: number;
                waitingHosts: number;
                blockedMs: number;
            };
            after: {
                alertedHosts: number;
                blockedHosts: number;
                doneHosts: number;
                waitingHosts: number;
                blockedMs: number;
            };
            newlyBlocked: {
                site: string;
                host: string;
                /** @enum {string} */
                role: "actor" | "victim";
                before: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                after: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                known: {
                    wrong: boolean;
                    says: string;
                } | null;
            }[];
            noLongerBlocked: {
                site: string;
                host: string;
                /** @enum {string} */
                role: "actor" | "victim";
                before: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                after: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                known: {
                    wrong: boolean;
                    says: string;
                } | null;
            }[];
            newlyAlerted: {
                site: string;
                host: string;
                /** @enum {string} */
                role: "actor" | "victim";
                before: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                after: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                known: {
                    wrong: boolean;
                    says: string;
                } | null;
            }[];
            noLongerAlerted: {
                site: string;
                host: string;
                /** @enum {string} */
                role: "actor" | "victim";
                before: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                after: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                known: {
                    wrong: boolean;
                    says: string;
                } | null;
            }[];
            blockedLonger: {
                site: string;
                host: string;
                /** @enum {string} */
                role: "actor" | "victim";
                before: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                after: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                known: {
                    wrong: boolean;
                    says: string;
                } | null;
            }[];
            blockedShorter: {
                site: string;
                host: string;
                /** @enum {string} */
                role: "actor" | "victim";
                before: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                after: ({
                    /** @description Event time (Unix ms) */
                    firstAlert: number | null;
                    /** @description Event time (Unix ms) */
                    firstBlock: number | null;
                    blockedMs: number;
                } & {
                    [key: string]: unknown;
                }) | null;
                known: {
                    wrong: boolean;
                    says: string;
                } | null;
            }[];
            /** @description By guard: hosts that it holds back after and did not before */
            heldBack: {
                [key: string]: string[];
            };
            letPass: {
                [key: string]: string[];
            };
            days: {
                day: string;
                alertedBefore: number;
                alertedAfter: number;
                blockedBefore: number;
                blockedAfter: number;
            }[];
            notes: string[];
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            errors?: {
                at: string;
                message: string;
            }[];
        };
        Report: {
            name: string;
            /** @description Unix ms */
            made: number;
            bytes: number;
            /** @description For its address "~" stands for "/" */
            files: string[];
            /** @description null: there is no place to publish it */
            isPublished: boolean | null;
        };
        Session: {
            name: string;
            /** @enum {string} */
            role: "viewer" | "analyst" | "responder" | "admin";
            /** @enum {string} */
            by: "session" | "token";
            /** @description To be sent as x-csrf-token with what changes something; null for a token */
            csrf: string | null;
            /** @description When the session ends at the latest (Unix ms); null for a token */
            ends: number | null;
        };
        SessionPlace: {
            id: string;
            /** @description Unix ms */
            begun: number;
            /** @description When it was last used, to about a minute (Unix ms) */
            seen: number;
            /** @description The one that asks */
            isThis: boolean;
        };
        Settings: {
            version: string;
            /** @description Unix ms */
            now: number;
            /** @description Of the server process (Unix ms) */
            started: number;
            site: string;
            /** @description As configured; none: it is inferred from the traffic */
            internal: string[];
            /** @enum {string} */
            mode: "observe" | "alert" | "enforce";
            /** @description Name of the configuration file; null: there is none */
            file: string | null;
            /** @description Sections of the file that changed and wait for a restart; parts of watch as "watch.NAME" */
            waiting: string[];
            listening: {
                address: string;
                names: string[];
                /** @description The service itself speaks TLS */
                isTls: boolean;
                certificate: {
                    names: string[];
                    /** @description Unix ms */
                    ends: number;
                } | null;
                behindProxy: boolean;
                /** @description h */
                sessionHours: number;
                /** @description min */
                idleMinutes: number;
                connections: number;
            };
            state: {
                parts: {
                    /** @enum {string} */
                    part: "databases" | "history" | "received" | "models" | "reports" | "other";
                    bytes: number;
                    files: number;
                }[];
                /** @description Bytes */
                disk: {
                    free: number;
                    all: number;
                } | null;
                /** @description When it was looked at (Unix ms) */
                seen: number;
            };
            retention: {
                isHistoryKept: boolean;
                historyDays: number;
                historyBytes: number;
                evidenceDays: number;
                incidentQuietMinutes: number;
                /** @description Versions */
                models: number;
                /** @description 0: never (h) */
                retrainHours: number;
                reports: number;
                /** @description 0: never (h) */
                reportHours: number;
            };
            inputs: {
                /**
                 * @description named: on the command line
                 * @enum {string}
                 */
                kind: "follow" | "udp" | "push" | "pipe" | "named";
                /** @description A path, an address, or the name of a push */
                from: string;
                /** @description null: it is found out */
                format: string | null;
            }[];
            enforcers: {
                name: string;
                title: string;
                /**
                 * @description idle: the mode of the policy does not use it; unknown: the watch has not told yet
                 * @enum {string}
                 */
                health: "works" | "failing" | "idle" | "unknown";
                /** @description What fails now; told to responders and admins alone */
                fault: string | null;
            }[];
            notifiers: {
                name: string;
                title: string;
                /**
                 * @description idle: the mode of the policy does not use it; unknown: the watch has not told yet
                 * @enum {string}
                 */
                health: "works" | "failing" | "idle" | "unknown";
                /** @description What fails now; told to responders and admins alone */
                fault: string | null;
                /** @description Messages and notices on their way */
                waiting: number;
                /** @description When the last one was taken (Unix ms) */
                sent: number | null;
            }[];
        };
        Source: {
            input: number;
            source: string;
            name: string;
            format: string;
            read: number;
            parsed: number;
            rejected: {
                [key: string]: number;
            };
            ignored: {
                [key: string]: number;
            };
            kernelDrops: number;
            overloadDrops: number;
            sequenceGaps: number;
            lastEvent: number | null;
            isFinished: boolean;
            /** @description Records read a minute, of the last five; null when first asked */
            perMinute: number | null;
            /** @enum {string} */
            health: "receiving" | "quiet" | "silent" | "finished" | "lossy";
        };
        Token: {
            id: string;
            account: string;
            name: string;
            /** @enum {string} */
            role: "viewer" | "analyst" | "responder" | "admin";
            scopes: ("api" | "push" | "metrics")[];
            /** @description Unix ms */
            added: number;
            /** @description Unix ms */
            expires: number;
            /** @description Last (Unix ms); null before the first time */
            used: number | null;
        };
        WatchStatus: {
            read: number;
            parsed: number;
            rejected: number;
            ignored: number;
            rows: number;
            judged: number;
            waiting: number;
            early: number;
            late: number;
            ahead: number;
            loss: {
                kernelDrops: number;
                overloadDrops: number;
                sequenceGaps: number;
            };
            dropped: {
                [key: string]: number;
            };
            /**
             * @description Models of this network, the baseline of others, or none
             * @enum {string}
             */
            judgedBy: "own" | "baseline" | "none";
            drift: {
                start: number;
                end: number;
                flows: number;
                columns: string[];
            } | null;
            lagMs: number | null;
            caughtUp: boolean;
            checkpointMs: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
