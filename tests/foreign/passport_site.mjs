// A site whose people sign in elsewhere, by Passport and Express, as passport-openidconnect's README says.

import express from "express";
import session from "express-session";
import passport from "passport";
import OpenIDConnectStrategy from "passport-openidconnect";

const [server, clientID, clientSecret, port] = process.argv.slice(2);

passport.use(
  new OpenIDConnectStrategy(
    {
      issuer: server,
      authorizationURL: `${server}/oauth2/v1/authorize`,
      tokenURL: `${server}/oauth2/v1/token`,
      userInfoURL: `${server}/oauth2/v1/userinfo`,
      clientID,
      clientSecret,
      callbackURL: `http://127.0.0.1:${port}/cb`,
    },
    (issuer, profile, cb) => cb(null, { issuer, id: profile.id }),
  ),
);
passport.serializeUser((user, cb) => cb(null, user));
passport.deserializeUser((user, cb) => cb(null, user));

const app = express();
app.use(session({ secret: "a site of a test", resave: false, saveUninitialized: false }));
app.use(passport.authenticate("session"));
app.get("/login", passport.authenticate("openidconnect"));
app.get(
  "/cb",
  passport.authenticate("openidconnect", { failureRedirect: "/failed", failureMessage: true }),
  (req, res) => res.redirect("/"),
);
app.get("/", (req, res) => res.json(req.user ?? {}));
app.get("/failed", (req, res) => res.status(401).json(req.session.messages));
app.listen(Number(port), "127.0.0.1");
